import type { TensorInput } from '../open-inference/tensor-types.ts';
import type { ImageInput } from './picture/image-input.ts';
import type { TextInput } from './text/text-input.ts';
import type { TokenizerSources } from './text/tokenizer-source.ts';

/** What an input may be given as, before anything is known about it. */
export type InputValue = TensorInput | ImageInput | TextInput;

/** What pictures and texts need beside the model's own declaration. */
export interface InputOptions {
  /**
   * The `tokenizer.json` of each text input. Needed by whoever connects by a reference or a URL; who connects by
   * name has it from the target's store.
   */
  readonly tokenizers?: TokenizerSources;
  /**
   * Whether a string for a picture is the path of a file. Turn it off where strings may come from others, as in a
   * server: they would choose which of its files is read. Bytes and `imageFile(path)` always work.
   * @default true
   */
  readonly stringsArePaths?: boolean;
}
