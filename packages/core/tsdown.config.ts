import { library } from '../../tools/build/library.ts';

export default library({
  entry: [
    'src/index.ts',
    'src/catalogue/index.ts',
    'src/target/index.ts',
    'src/target-utils/index.ts',
  ],
});
