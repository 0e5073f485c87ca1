import { deploy, destroy, rollback } from '@torchrelay/core';
import { addModel } from '@torchrelay/testing';

import type { Course } from './course.ts';
import { declared, timing } from './served-offset.ts';

/** A deployment is made, changed, put back, and removed. */
export const deploymentCourse: Course = {
  verbs: ['deploy', 'update', 'rollback', 'destroy'],
  commands: {
    deploy: {
      run: (target, name) => deploy(addModel(1), target, { ...declared, name }),
      offset: 1,
    },
    update: {
      run: (target, name) => deploy(addModel(2), target, { ...declared, name }),
      offset: 2,
    },
    rollback: {
      // By its number: without one, saying it twice would mean two steps back.
      run: (target, name) => rollback(name, target, { to: 1, timing }),
      offset: 1,
    },
    destroy: { run: (target, name) => destroy(name, target, { timing }), offset: undefined },
  },
  leftovers: (audit) => audit,
};
