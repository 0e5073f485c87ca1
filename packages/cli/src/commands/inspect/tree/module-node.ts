/** A module as it is drawn, or a run of alike ones drawn as one. */
export interface ModuleNode {
  /** The last part of its name; `0-11` for a run. */
  readonly label: string;
  readonly className: string;
  /** How many modules it stands for. The sums below are over all of them. */
  readonly count: number;
  /** Elements of all parameters in it and below. */
  readonly parameters: number;
  readonly bytes: number;
  readonly children: readonly ModuleNode[];
}
