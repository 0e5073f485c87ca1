/**
 * - `danger`: loading or running this file may harm; do not load it before somebody has looked at it.
 * - `warning`: it will not work as its author expects, here or in production.
 * - `note`: good to know.
 */
export type Severity = 'danger' | 'warning' | 'note';
