import { library } from '../../tools/build/library.ts';

export default library({ entry: ['src/main.ts'] });
