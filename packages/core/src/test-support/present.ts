/** A value that the test knows to be there. */
export function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('there is nothing');
  return value;
}
