/** Sizes with accelerators that are known and not offered, and why. */
const reasons: readonly (readonly [sizes: RegExp, reason: string])[] = [
  [/^Standard_NV(?:6|12|18)ads_A10_v5$/i, 'has a fraction of a GPU'],
  [/^Standard_NC\d+(?:r|r?s_v[23])?(?:_Promo)?$/i, 'is retired'],
  [/^Standard_ND(?:6|12|24)r?s$/i, 'is retired'],
  [/^Standard_NV\d+(?:as_v4|s_v[23]|h)?(?:_Promo)?$/i, 'is for desktops, or retired'],
  [/MI300X|_V710_|_V620/i, 'has GPUs of AMD: no engine of ours is made for them'],
  [/GB[23]00/i, 'has Arm processors: no engine of ours is made for them'],
  [/^Standard_NCC/i, 'is for confidential computing, which Azure Machine Learning has not'],
  [/_A10_v4$|RTXPRO6000/i, 'is on no list of Azure Machine Learning'],
  [
    /^Standard_ND(?:40s_v[23]|96[a-z]+_(?:(?:A100_)?v4|H[12]00_v5))$/i,
    'is not described by Microsoft',
  ],
  [/^Standard_NP/i, 'has FPGAs'],
];

/** Why a size is left out; `undefined` for one that nobody has looked at yet. */
export function leftOutBecause(name: string): string | undefined {
  return reasons.find(([sizes]) => sizes.test(name))?.[1];
}
