import type { Target } from '@torchrelay/core/target';

import { commandOf, type Course, type Verb } from './course.ts';
import { deploymentCourse } from './deployment-course.ts';
import { trainingCourse } from './training-course.ts';

const courses: readonly Course[] = [deploymentCourse, trainingCourse];

/** A command by its name alone: no two courses have the same. */
export async function runVerb(verb: Verb, target: Target, name: string): Promise<void> {
  const course = courses.find(({ verbs }) => verbs.includes(verb));
  if (course === undefined) throw new Error(`There is no command "${verb}".`);
  await commandOf(course, verb).run(target, name);
}
