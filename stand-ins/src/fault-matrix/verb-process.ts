// One verb in a process of its own, to be killed in the middle of it.
import type { JsonObject } from '@torchrelay/core/target';

import type { FaultProgram } from './fault-subject.ts';
import type { Verb } from './course.ts';
import { runVerb } from './courses.ts';

interface Order {
  readonly settings: JsonObject;
  readonly verb: Verb;
  readonly deployment: string;
}

const program = (await import(String(process.argv[2]))) as FaultProgram;
await program.warmUp?.();
process.once('message', (order) => {
  const { settings, verb, deployment } = order as Order;
  // Whatever it ends with, whoever killed it is not told.
  runVerb(verb, program.openTarget(settings), deployment).then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('ready');
