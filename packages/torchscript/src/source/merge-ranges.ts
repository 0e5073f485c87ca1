export interface Range {
  readonly offset: number;
  readonly length: number;
}

/** A range, and the ranges within it. */
export interface MergedRange<Member extends Range> {
  readonly range: Range;
  readonly members: readonly Member[];
}

/** Joins ranges that overlap, touch, or are at most `gapBytes` apart. In the order of their offsets. */
export function mergeRanges<Member extends Range>(
  ranges: readonly Member[],
  gapBytes: number,
): readonly MergedRange<Member>[] {
  const merged: { range: Range; members: Member[] }[] = [];
  for (const each of ranges.toSorted((one, other) => one.offset - other.offset)) {
    const last = merged.at(-1);
    if (last === undefined || each.offset > endOf(last.range) + gapBytes) {
      merged.push({ range: { offset: each.offset, length: each.length }, members: [each] });
      continue;
    }
    const end = Math.max(endOf(last.range), endOf(each));
    last.range = { offset: last.range.offset, length: end - last.range.offset };
    last.members.push(each);
  }
  return merged;
}

function endOf({ offset, length }: Range): number {
  return offset + length;
}
