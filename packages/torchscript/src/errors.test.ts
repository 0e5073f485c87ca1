import { describe, expect, it } from 'vitest';
import { ModelFileError } from './errors.ts';
import { corrupt, inFile, tooComplex, truncated } from './refusals.ts';
import { defaultLimits } from './limits.ts';

const error = corrupt('The record data.pkl is broken.', {
  place: 'data.pkl',
  cause: new Error('why'),
});

describe('a ModelFileError', () => {
  it('has the shape of every torchrelay error, and can never be retried', () => {
    expect(error).toBeInstanceOf(Error);
    expect(Symbol.for('torchrelay.error') in error).toBe(true);
    expect(error).toMatchObject({
      name: 'ModelFileError',
      code: 'MODEL_FILE_CORRUPT',
      recovery: 'never',
      effect: 'none',
      isRetryable: false,
      data: { place: 'data.pkl' },
    });
    expect(error.cause).toMatchObject({ message: 'why' });
  });

  it('is known among other errors, also one of another copy of this package', () => {
    const copy = Object.assign(Object.create({ [Symbol.for('torchrelay.error')]: true }), {
      name: 'ModelFileError',
    });
    expect(ModelFileError.isInstance(error)).toBe(true);
    expect(ModelFileError.isInstance(copy)).toBe(true);
    for (const other of [undefined, null, 'text', new Error('x'), { name: 'ModelFileError' }]) {
      expect(ModelFileError.isInstance(other)).toBe(false);
    }
  });

  it('is not taken for one when it is another error of torchrelay', () => {
    const other = Object.assign(Object.create({ [Symbol.for('torchrelay.error')]: true }), {
      name: 'TorchrelayError',
    });
    expect(ModelFileError.isInstance(other)).toBe(false);
  });

  it('is written to JSON without its stack and cause', () => {
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      code: 'MODEL_FILE_CORRUPT',
      message: 'The record data.pkl is broken.',
      hint: expect.stringMatching(/save it again/),
      recovery: 'never',
      effect: 'none',
      data: { place: 'data.pkl' },
    });
  });

  it('is given the name of its file once', () => {
    const named = inFile(error, 'model.pt');
    expect(named.message).toBe('model.pt: The record data.pkl is broken.');
    expect(named.data).toEqual({ place: 'data.pkl', file: 'model.pt' });
    expect(named.cause).toBe(error.cause);
    expect(inFile(named, 'other.pt')).toBe(named);
  });
});

describe('refusals', () => {
  it('name the limit, its value, and how to raise it', () => {
    const refusal = tooComplex('tensors', defaultLimits, {
      what: 'The model has too many tensors',
    });
    expect(refusal.message).toBe('The model has too many tensors; the limit is 200,000.');
    expect(refusal.hint).toContain('limits: { tensors: … }');
    expect(refusal.data).toEqual({ limit: 'tensors' });
  });

  it('tell an incomplete file from a broken one', () => {
    expect(truncated('It ends too early.').code).toBe('MODEL_FILE_TRUNCATED');
    expect(truncated('It ends too early.').hint).toMatch(/copy/);
  });
});
