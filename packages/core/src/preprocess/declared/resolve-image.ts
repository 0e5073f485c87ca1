import type {
  ImagePreprocessing,
  PictureChannels,
  PictureSize,
} from '../../target/preprocessing.ts';
import type { TensorDatatype, TensorSpec } from '../../target/signature.ts';
import { formatTensorSpec } from '../../package/format-tensor-spec.ts';
import {
  checkDeclaration,
  divisor,
  divisors,
  flag,
  numbers,
  oneOf,
  pixelSize,
  type MemberRule,
} from './check-declaration.ts';
import type { ImageDeclaration } from './preprocess-declarations.ts';
import { preprocessError } from './preprocess-error.ts';
import { imagePresets, type ImagePreset } from './presets.ts';

const rules: Readonly<Record<keyof ImageDeclaration, MemberRule>> = {
  from: oneOf('image'),
  preset: oneOf(...Object.keys(imagePresets)),
  orient: flag,
  resize: pixelSize,
  interpolation: oneOf('bilinear', 'bicubic', 'lanczos'),
  crop: pixelSize,
  channels: oneOf('RGB', 'BGR', 'grey'),
  layout: oneOf('CHW', 'HWC'),
  divideBy: divisor,
  mean: numbers,
  std: divisors,
};

const datatypes: readonly TensorDatatype[] = ['UINT8', 'FP16', 'BF16', 'FP32', 'FP64'];

/**
 * What is declared about a picture, with everything decided that the input's shape decides.
 * @throws TorchrelayError `PREPROCESS_INVALID`
 */
export function resolveImage({
  name,
  declaration,
  spec,
}: {
  readonly name: string;
  readonly declaration: ImageDeclaration | ImagePreset;
  readonly spec: TensorSpec;
}): ImagePreprocessing {
  const declared = typeof declaration === 'string' ? presetOf(declaration) : declaration;
  checkDeclaration({ name, declaration: declared, rules });
  const whole = { ...(declared.preset && imagePresets[declared.preset]), ...declared };
  checkInput(name, spec);
  const placed = placeChannels(name, whole, spec);
  checkPresetColours(name, declared, placed.channels);
  const crop = whole.crop === undefined ? undefined : bothSides(whole.crop);
  checkSize({ name, size: crop ?? whole.resize, layout: placed.layout, spec });
  return {
    from: 'image',
    orient: whole.orient ?? true,
    ...(whole.resize !== undefined && { resize: whole.resize }),
    interpolation: whole.interpolation ?? 'bilinear',
    ...(crop !== undefined && { crop }),
    ...placed,
    ...numbersOf({ name, declaration: whole, spec, channels: placed.channels }),
  };
}

/** The preset's name in the place of a declaration; an unknown one is refused as a member is. */
function presetOf(preset: ImagePreset): ImageDeclaration {
  return { from: 'image', preset };
}

function checkInput(name: string, spec: TensorSpec): void {
  const { datatype, shape } = spec;
  const hasRank = shape.length === 3 || shape.length === 4;
  if (datatypes.includes(datatype) && hasRank) return;
  throw preprocessError({
    name,
    problem: `the input is ${formatTensorSpec(spec)}, which no picture fits`,
    hint: `Pictures go into ${datatypes.join(', ')} of three dimensions, or four with that of the batch.`,
  });
}

/** Where the channels are, and which: as declared, or as the one place in the shape that can hold them. */
function placeChannels(
  name: string,
  { channels, layout }: ImageDeclaration,
  spec: TensorSpec,
): Pick<ImagePreprocessing, 'channels' | 'layout'> {
  const possible = candidates(spec).filter(
    (candidate) =>
      (layout ?? candidate.layout) === candidate.layout &&
      (channels === undefined ||
        candidate.count === -1 ||
        channelCount(channels) === candidate.count),
  );
  const certain = possible.filter(({ count }) => count !== -1);
  const [only, another] = certain.length > 0 ? certain : possible;
  if (only !== undefined && another === undefined) {
    return { layout: only.layout, channels: channels ?? (only.count === 1 ? 'grey' : 'RGB') };
  }
  throw channelsError({ name, spec, isAmbiguous: another !== undefined });
}

function candidates({
  shape,
}: TensorSpec): readonly { layout: 'CHW' | 'HWC'; count: number | undefined }[] {
  return [
    { layout: 'CHW' as const, count: shape.at(-3) },
    { layout: 'HWC' as const, count: shape.at(-1) },
  ].filter(({ count }) => count === -1 || count === 1 || count === 3);
}

function channelCount(channels: PictureChannels): 1 | 3 {
  return channels === 'grey' ? 1 : 3;
}

function channelsError({
  name,
  spec,
  isAmbiguous,
}: {
  name: string;
  spec: TensorSpec;
  isAmbiguous: boolean;
}): Error {
  return preprocessError({
    name,
    problem: isAmbiguous
      ? `the channels may be the first or the last dimension of a picture in ${formatTensorSpec(spec)}`
      : `${formatTensorSpec(spec)} has no place for the channels that are declared: 3 for RGB and BGR, 1 for grey`,
    hint: isAmbiguous
      ? "Declare layout: 'CHW', as PyTorch has it; or 'HWC'."
      : 'Declare other `channels`, or another `layout`, or none to have them found.',
  });
}

/** The numbers of a preset are those of red, green and blue. */
function checkPresetColours(
  name: string,
  { preset, mean, std }: ImageDeclaration,
  channels: PictureChannels,
): void {
  if (preset === undefined || channels === 'RGB' || (mean && std)) return;
  throw preprocessError({
    name,
    problem: `the preset "${preset}" has mean and std of RGB, and the input takes ${channels}`,
    hint: 'Declare mean and std too, in the order of the channels; or no preset.',
  });
}

function bothSides(size: number | PictureSize): PictureSize {
  return typeof size === 'number' ? { width: size, height: size } : size;
}

/** A size that is known must be what the input takes; one that depends on the picture is judged with it. */
function checkSize({
  name,
  size,
  layout,
  spec,
}: {
  name: string;
  size: number | PictureSize | undefined;
  layout: 'CHW' | 'HWC';
  spec: TensorSpec;
}): void {
  if (size === undefined || typeof size === 'number') return;
  const [height = -1, width = -1] = spec.shape.slice(-3).slice(layout === 'CHW' ? 1 : 0);
  if (isOpenOr(height, size.height) && isOpenOr(width, size.width)) return;
  throw preprocessError({
    name,
    problem: `it gives pictures of ${size.width}x${size.height}, and the input takes ${formatTensorSpec(spec)}`,
    hint: 'Declare the size that the model takes: as `crop`, or as `resize` with width and height.',
  });
}

function isOpenOr(wanted: number, size: number): boolean {
  return wanted === -1 || wanted === size;
}

function numbersOf({
  name,
  declaration: { divideBy, mean, std },
  spec: { datatype },
  channels,
}: {
  name: string;
  declaration: ImageDeclaration;
  spec: TensorSpec;
  channels: PictureChannels;
}): Pick<ImagePreprocessing, 'divideBy' | 'mean' | 'std'> {
  if (datatype === 'UINT8') {
    if (divideBy === undefined && mean === undefined && std === undefined) return {};
    throw preprocessError({
      name,
      problem: 'the input takes UINT8, the bytes of the picture themselves',
      hint: 'Leave divideBy, mean and std out: the model does that by itself.',
    });
  }
  checkPerChannel({ name, member: 'mean', values: mean, channels });
  checkPerChannel({ name, member: 'std', values: std, channels });
  return { divideBy: divideBy ?? 255, ...(mean && { mean }), ...(std && { std }) };
}

function checkPerChannel({
  name,
  member,
  values,
  channels,
}: {
  name: string;
  member: string;
  values: readonly number[] | undefined;
  channels: PictureChannels;
}): void {
  const wanted = channelCount(channels);
  if (values === undefined || values.length === wanted) return;
  throw preprocessError({
    name,
    problem: `${member} has ${values.length} numbers, and ${channels} has ${wanted} channel${wanted === 1 ? '' : 's'}`,
    hint: 'Give one number for each channel, in the order of the channels.',
  });
}
