/** The candidate that was probably meant; `undefined` when none is near. */
export function suggest(given: string, candidates: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate) }))
    .toSorted((a, b) => a.distance - b.distance);
  const [best] = ranked;
  return best !== undefined && best.distance <= tolerance(best.candidate)
    ? best.candidate
    : undefined;
}

function tolerance(candidate: string): number {
  return Math.max(1, Math.floor(candidate.length / 3));
}

function distanceOf(given: string, candidate: string): number {
  const isBeginning = given.length >= 2 && candidate.startsWith(given);
  return isBeginning ? 0 : editDistance(given, candidate);
}

/** Letters to insert, delete, replace, or swap with their neighbour. */
function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwapped ? at(row - 2, column - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(from.length, to.length);
}
