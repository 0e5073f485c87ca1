import { library } from '../../tools/build/library.ts';

export default library({ entry: ['src/index.ts', 'src/server.ts', 'src/trainer.ts'] });
