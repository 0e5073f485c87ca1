import type {
  Interpolation,
  PictureChannels,
  PictureSize,
  TokenTensor,
} from '../../target/preprocessing.ts';
import type { TokenizerSource } from '../text/tokenizer-source.ts';
import type { ImagePreset } from './presets.ts';

/**
 * How an input is made of a picture, as a user declares it. The order of the work is always: turn upright,
 * colours, `resize`, `crop`, `divideBy`, `mean`, `std`.
 *
 * @example { from: 'image', resize: 256, crop: 224, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }
 */
export interface ImageDeclaration {
  readonly from: 'image';
  /** What is not said here is taken from it. */
  readonly preset?: ImagePreset;
  /** Whether to turn the picture upright as its EXIF orientation says. @default true */
  readonly orient?: boolean;
  /** In pixels: of the shorter side, or of both. @default as it is */
  readonly resize?: number | PictureSize;
  /** @default 'bilinear' */
  readonly interpolation?: Interpolation;
  /** What is cut out of the centre, in pixels: a square, or both sides. @default nothing is cut off */
  readonly crop?: number | PictureSize;
  /** @default grey for an input with one channel, else RGB */
  readonly channels?: PictureChannels;
  /** @default where the input's shape has the channels */
  readonly layout?: 'CHW' | 'HWC';
  /** What bytes are divided by. 1 keeps 0 to 255. @default 255; for a UINT8 input bytes stay bytes */
  readonly divideBy?: number;
  /** By channel, after dividing. */
  readonly mean?: readonly number[];
  /** By channel. */
  readonly std?: readonly number[];
}

/**
 * How one or several inputs are made of a text, as a user declares it.
 *
 * @example { from: 'text', tokenizer: './tokenizer.json', maxLength: 128, tooLong: 'truncate' }
 */
export interface TextDeclaration {
  readonly from: 'text';
  /** The `tokenizer.json` of Hugging Face's tokenizers. It becomes part of the package. */
  readonly tokenizer: Exclude<TokenizerSource, () => unknown>;
  /** @default `input_ids`, `attention_mask` and `token_type_ids`, as far as the model has them */
  readonly inputs?: { readonly [input: string]: TokenTensor };
  /** In tokens, special ones included. @default the input's length where that is fixed, else no limit */
  readonly maxLength?: number;
  /** What becomes of a text with more tokens. @default 'error' */
  readonly tooLong?: 'error' | 'truncate';
  /** The end at which tokens are dropped. @default 'right' */
  readonly truncationSide?: 'left' | 'right';
  /** To which length. @default 'maxLength' where the input's length is fixed, else 'longest' */
  readonly padding?: 'longest' | 'maxLength';
  /** @default the tokenizer's own side, else 'right' */
  readonly paddingSide?: 'left' | 'right';
  /** @default the one of the tokenizer's own padding, else its `[PAD]` or `<pad>` */
  readonly padToken?: string;
  /** Whether tokens such as `[CLS]` are added, as the tokenizer's own template says. @default true */
  readonly specialTokens?: boolean;
}

/**
 * By the name under which it is given. A picture's is that of the model's input; a text may have any, as it
 * makes several inputs.
 */
export type PreprocessDeclarations = {
  readonly [name: string]: ImageDeclaration | TextDeclaration | ImagePreset;
};
