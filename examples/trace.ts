// Makes OpenTelemetry spans of what torchrelay publishes, and prints them as a tree. A service would export them instead.
import { AsyncLocalStorage } from 'node:async_hooks';
import { type TracingChannel, tracingChannel } from 'node:diagnostics_channel';

import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import {
  deploy,
  type OperationTrace,
  type RequestTrace,
  type StepTrace,
  tracingChannels,
} from '@torchrelay/core';
import { local } from '@torchrelay/local';
import { addModel } from '@torchrelay/testing';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const tracer = provider.getTracer('torchrelay');

/** The span that whatever runs now belongs to. */
const current = new AsyncLocalStorage<Span>();

spansOf(tracingChannel<Span, OperationTrace>(tracingChannels.operation), ({ operation, ...of }) => [
  operation,
  of,
]);
spansOf(tracingChannel<Span, StepTrace>(tracingChannels.step), ({ action, kind, ...of }) => [
  `${action} ${kind}`,
  of,
]);
spansOf(tracingChannel<Span, RequestTrace>(tracingChannels.request), ({ method, path }) => [
  `${method} ${path}`,
  {},
]);

await using endpoint = await deploy(addModel(1), local(), {
  name: 'traced',
  inputs: { x: 'FP32[3]' },
  outputs: { y: 'FP32[3]' },
  rehearseOn: false,
});
await endpoint.predict({ x: [1, 2, 3] });
printTree(exporter.getFinishedSpans());

/** Begins a span with each message of a channel, and ends it when what the message is about has ended. */
function spansOf<Message extends object>(
  channel: TracingChannel<Span, Message>,
  describe: (message: Message) => [name: string, attributes: Record<string, string>],
): void {
  type Ended = Message & { readonly error?: Error; readonly status?: number };
  const spans = new WeakMap<object, Span>();
  channel.start.bindStore(current, (message) => {
    const parent = current.getStore();
    const around = parent ? trace.setSpan(context.active(), parent) : context.active();
    const [title, attributes] = describe(message);
    const span = tracer.startSpan(title, { attributes }, around);
    spans.set(message, span);
    return span;
  });
  channel.asyncEnd.subscribe((message) => {
    const { error, status } = message as Ended;
    const span = spans.get(message as Ended);
    if (status !== undefined) span?.setAttribute('http.response.status_code', status);
    if (error) span?.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    span?.end();
  });
}

function printTree(spans: readonly ReadableSpan[], parent?: string, indent = ''): void {
  for (const span of spans.filter(
    ({ parentSpanContext }) => parentSpanContext?.spanId === parent,
  )) {
    console.log(`${indent}${span.name}`);
    printTree(spans, span.spanContext().spanId, `${indent}  `);
  }
}
