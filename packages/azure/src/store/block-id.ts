/**
 * The name of a block within its blob: its place, and the MD5 of its bytes, which the service has checked when it
 * is there. So a block that an earlier, broken upload left is the very one that is wanted, or has another name;
 * and two uploads of the same bytes do not disturb each other.
 *
 * Always of the same length: a blob takes no others then.
 */
export function blockId(index: number, md5: Uint8Array): string {
  const place = Buffer.alloc(4);
  place.writeUInt32BE(index);
  return Buffer.concat([place, md5]).toString('base64');
}
