import { sha256Hex } from '../digest/digest.ts';
import { TorchrelayError } from '../errors/torchrelay-error.ts';

const longest = 32;
const hashLength = 8;
const validName = /^[a-z](?:-?[a-z0-9])+$/;

/**
 * Checks a name that is valid on every target: 3 to 32 of `a-z 0-9 -`, starting with a letter, with no
 * hyphen at the end or doubled. Azure ML's online endpoints set the length, SageMaker the alphabet.
 *
 * @throws TorchrelayError `NAME_INVALID`
 */
export function checkName(name: string): string {
  if (name.length >= 3 && name.length <= longest && validName.test(name)) return name;
  throw new TorchrelayError({
    code: 'NAME_INVALID',
    message: `"${name}" cannot name a deployment or a job: 3 to 32 of a-z, 0-9 and single hyphens, starting with a letter.`,
    hint: `Use "${nameFrom(name)}", or any other name of that form.`,
    data: { name },
  });
}

/** The nearest valid name to any text; what is too long is cut, and told apart by a hash. */
export function nameFrom(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '');
  const named = plain.length >= 3 ? plain : `model-${plain}`.replace(/-$/, '');
  return named.length <= longest ? named : cut(named);
}

function cut(name: string): string {
  const kept = name.slice(0, longest - hashLength - 1).replace(/-+$/, '');
  return `${kept}-${sha256Hex(name).slice(0, hashLength)}`;
}
