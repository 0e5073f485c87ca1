import type { ImageDeclaration } from './preprocess-declarations.ts';

/** How the models of a family were trained to see pictures. */
export type ImagePreset = 'imagenet' | 'clip';

/** What torchvision's and OpenAI's own transforms are, in numbers. */
export const imagePresets: Readonly<Record<ImagePreset, Omit<ImageDeclaration, 'from'>>> = {
  /** torchvision's classification presets: `ImageClassification(crop_size=224)`. */
  imagenet: {
    resize: 256,
    crop: 224,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  /** OpenAI's CLIP ViT-B/32: `_transform(224)`. */
  clip: {
    resize: 224,
    interpolation: 'bicubic',
    crop: 224,
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  },
};
