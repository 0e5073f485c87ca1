/** Where no place was named, this machine alone was looked at; what a cloud has goes on billing. */
export function elsewhere(command: string): string {
  return `\nIf it is elsewhere, name the place: torchrelay ${command} --target ...`;
}
