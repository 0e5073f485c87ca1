import { library } from '../../tools/build/library.ts';

/** What every start needs, in one file: each further one costs a millisecond. */
const start =
  /src[\\/](command-line|errors|output[\\/](?!ask)|version|commands[\\/](index|shared-args|model-args|[a-z]+[\\/]command))/;

export default {
  ...library({ entry: ['src/index.ts', 'src/main.ts'] }),
  outputOptions: { codeSplitting: { groups: [{ name: 'start', test: start }] } },
};
