// torchrelay on a real account: README.md says what it does, what it costs, and how it is started.
import { endToEnd } from './end-to-end.ts';
import { EndToEndRefusal, readOrder } from './order.ts';

const stop = new AbortController();
// The first Ctrl-C stops the work and removes what it made; the second one gives up, and says what is left.
process.on('SIGINT', () => {
  if (stop.signal.aborted) {
    console.error('\nGiven up. What is left: torchrelay list, and torchrelay destroy NAME.');
    process.exit(130);
  }
  console.error('\nStopping, and removing what was made. Once more to give up.');
  stop.abort();
});

try {
  await endToEnd({ ...readOrder(process.env), abortSignal: stop.signal, say: console.log });
} catch (error) {
  const isRefusal = error instanceof EndToEndRefusal;
  console.error(isRefusal ? error.message : error);
  process.exitCode = isRefusal ? 2 : 1;
}
