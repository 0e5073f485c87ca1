/** Width and height in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Pillow's filters of the same names, all of which smooth what is made smaller. */
export type Interpolation = 'bilinear' | 'bicubic' | 'lanczos';

/** What the numbers of one pixel are, in order. */
export type PictureChannels = 'RGB' | 'BGR' | 'grey';

/**
 * How an input is made of a picture: turned, resized, cropped, scaled, in this order. All that could be guessed
 * is decided here, so that every client makes the same tensor.
 */
export interface ImagePreprocessing {
  readonly from: 'image';
  /** Whether the picture is turned upright as its EXIF orientation says. */
  readonly orient: boolean;
  /** A number is that of the shorter side; the other follows. */
  readonly resize?: number | PictureSize;
  readonly interpolation: Interpolation;
  /** What is cut out of the centre; where the picture is smaller, black surrounds it. */
  readonly crop?: PictureSize;
  readonly channels: PictureChannels;
  /** Of one picture: whether channels come first, as PyTorch has them, or last. */
  readonly layout: 'CHW' | 'HWC';
  /** 255 makes numbers from 0 to 1 of a byte. Absent where the input takes the bytes themselves. */
  readonly divideBy?: number;
  /** Taken off after dividing, by channel. */
  readonly mean?: readonly number[];
  /** What is left is divided by it, by channel. */
  readonly std?: readonly number[];
}

/** What a tensor says about a text: its token ids, which of them are no padding, to which sentence of a pair they belong. */
export type TokenTensor = 'ids' | 'mask' | 'types';

/** Which `tokenizer.json` is meant, by its bytes. */
export interface TokenizerReference {
  /** In hex. */
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
}

/** What texts are filled up with. */
export interface TokenPadding {
  /** `longest`: as long as the longest text of a request. `maxLength`: always. */
  readonly to: 'longest' | 'maxLength';
  readonly side: 'left' | 'right';
  readonly id: number;
  readonly typeId: number;
}

/** How one or several inputs are made of a text. */
export interface TextPreprocessing {
  readonly from: 'text';
  readonly tokenizer: TokenizerReference;
  /** By the model's inputs. */
  readonly inputs: { readonly [input: string]: TokenTensor };
  /** In tokens, special ones included. Absent where there is no limit. */
  readonly maxLength?: number;
  /** What becomes of a text with more tokens. */
  readonly tooLong: 'error' | 'truncate';
  /** The end at which tokens are dropped. */
  readonly truncationSide: 'left' | 'right';
  /** Absent where no padding token is known: texts of one request must then be equally long. */
  readonly padding?: TokenPadding;
  /** Whether tokens such as `[CLS]` are added, as the tokenizer's own template says. */
  readonly specialTokens: boolean;
}

/** How tensors are made of what users have. */
export type Preprocessing = ImagePreprocessing | TextPreprocessing;

/** What comes before tensors, by the name under which it is given: an image's is that of its input. */
export type PreprocessingByName = { readonly [name: string]: Preprocessing };
