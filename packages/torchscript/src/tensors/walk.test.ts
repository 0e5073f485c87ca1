import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../test/failure.ts';
import {
  call,
  dict,
  global,
  list,
  object,
  pickle,
  type Plain,
  recall,
  remember,
  tensor,
  tuple,
} from '../../test/write-pickle.ts';
import { readCode } from '../code/read-code.ts';
import { defaultLimits, type Limits } from '../limits.ts';
import { readPickle } from '../pickle/read-pickle.ts';
import { type WalkedModule, walkModules } from './walk.ts';

const { classes } = readCode({
  place: 'code/__torch__.py',
  source: `class Net(Module):
  __parameters__ = ["w", ]
  __buffers__ = ["b", ]
  w : Tensor
  b : Tensor
class Plain:
  x : Tensor
`,
});
const net = global('__torch__', 'Net');

function walk(root: Plain, limits: Partial<Limits> = {}): WalkedModule {
  const bounds = { ...defaultLimits, ...limits };
  const { value } = readPickle({
    bytes: pickle(root),
    place: 'data.pkl',
    dialect: 'torchscript',
    limits: bounds,
  });
  const byName = new Map(classes.map((each) => [each.name, each]));
  return walkModules(value, { classes: byName, place: 'data.pkl', limits: bounds });
}

function listed({ tensors, children }: WalkedModule): readonly string[] {
  return [...tensors.map(({ name, role }) => `${role} ${name}`), ...children.flatMap(listed)];
}

const one = tensor({ shape: [1] });

describe('walking a model', () => {
  it('tells parameters, buffers and attributes by what the class declares', () => {
    expect(listed(walk(object(net, dict({ w: one, b: one, other: one, training: true }))))).toEqual(
      ['parameter w', 'buffer b', 'attribute other'],
    );
  });

  it("goes from the root down, a module's own tensors before its children's", () => {
    const child = object(net, dict({ w: one }));
    expect(listed(walk(object(net, dict({ a: child, w: one, b: child }))))).toEqual([
      'parameter w',
      'parameter a.w',
      'parameter b.w',
    ]);
  });

  it('names tensors in containers and script classes after their place', () => {
    const state = dict({
      xs: list(one, tuple(one)),
      table: dict({ 'a b': one }),
      plain: object(global('__torch__', 'Plain'), dict({ x: one })),
      tagged: call(global('torch.jit._pickle', 'build_tensorlist'), tuple(list(one))),
      w: list(one),
    });
    expect(listed(walk(object(net, state)))).toEqual([
      'attribute xs[0]',
      'attribute xs[1][0]',
      'attribute table["a b"]',
      'attribute plain.x',
      'attribute tagged[0]',
      'attribute w[0]',
    ]);
  });

  it('names what a class restores by itself its state', () => {
    expect(listed(walk(object(net, tuple(one, true))))).toEqual(['attribute state[0]']);
  });

  it('lists a module under each of its names', () => {
    const state = dict({ a: remember(object(net, dict({ w: one })), 0), b: recall(0) });
    const root = walk(object(net, state));
    expect(listed(root)).toEqual(['parameter a.w', 'parameter b.w']);
    expect(root.children[0]?.tensors[0]?.tensor.call).toBe(
      root.children[1]?.tensors[0]?.tensor.call,
    );
  });

  it('lists a shared container once', () => {
    const state = dict({ a: remember(list(one), 0), b: recall(0) });
    expect(listed(walk(object(net, state)))).toEqual(['attribute a[0]']);
  });

  it('ends on a list that contains itself', () => {
    const circle = Buffer.from(']q\x00h\x00a', 'latin1');
    expect(listed(walk(object(net, dict({ circle, w: one }))))).toEqual(['parameter w']);
  });
});

describe('a tree that is made to explode', () => {
  /** Each level holds the one below twice: 2^levels modules from a pickle of a few lines. */
  function doubling(levels: number): Plain {
    let state: Plain = object(net, dict({ w: one }));
    for (let level = 0; level < levels; level += 1) {
      state = object(net, dict({ l: remember(state, level), r: recall(level) }));
    }
    return state;
  }

  it('is refused at the limit of tensors', () => {
    const error = thrownBy(() => walk(doubling(40), { tensors: 10_000 }));
    expect(error.data.limit).toBe('tensors');
  });

  it('is refused at the limit of nesting', () => {
    let state: Plain = object(net, dict({}));
    for (let level = 0; level < 30; level += 1) state = object(net, dict({ inner: state }));
    expect(thrownBy(() => walk(state, { nesting: 20 })).data.limit).toBe('nesting');
  });

  it('is refused when a module contains itself', () => {
    const circle = Buffer.concat([
      net,
      Buffer.from(')\x81q\x00}X\x04\x00\x00\x00selfh\x00sb', 'latin1'),
    ]);
    expect(thrownBy(() => walk(circle)).data.limit).toBe('nesting');
  });

  it('costs nothing when containers share each other', () => {
    let state: Plain = list(one);
    for (let level = 0; level < 60; level += 1) state = list(remember(state, level), recall(level));
    expect(listed(walk(object(net, dict({ state }))))).toHaveLength(1);
  });

  it('is refused when the root is no object', () => {
    expect(thrownBy(() => walk(list(one))).message).toMatch(/holds no module/);
  });
});
