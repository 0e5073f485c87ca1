import { expect, test } from 'vitest';

import { formatTensorSpec } from '../package/format-tensor-spec.ts';
import { parseTensorAssignment, parseTensorSpec } from './parse-tensor-spec.ts';

test.each([
  ['FP32[-1,3,224,224]', { datatype: 'FP32', shape: [-1, 3, 224, 224] }],
  [' INT64 [ -1 , 128 ] ', { datatype: 'INT64', shape: [-1, 128] }],
  ['BYTES[-1]', { datatype: 'BYTES', shape: [-1] }],
  ['FP64[]', { datatype: 'FP64', shape: [] }],
])('%j is read as a datatype and a shape', (text, expected) => {
  expect(parseTensorSpec(text, 'x')).toEqual(expected);
});

test('a declaration taken apart is checked like a text', () => {
  expect(parseTensorSpec({ datatype: 'FP16', shape: [1, -1] }, 'x')).toEqual({
    datatype: 'FP16',
    shape: [1, -1],
  });
  expect(() => parseTensorSpec({ datatype: 'FP16', shape: [1.5] }, 'x')).toThrow(
    'Declaration of "x": "1.5" is no dimension.',
  );
});

test.each([
  ['FP32', '"FP32" is not a datatype with a shape.', 'FP32[-1,3,224,224]'],
  ['[1,2]', '"[1,2]" is not a datatype with a shape.', 'FP32[-1,3,224,224]'],
  ['FP32[1][2]', '"FP32[1][2]" is not a datatype with a shape.', 'FP32[-1,3,224,224]'],
  ['FP32[1,]', '"" is no dimension.', 'a whole number from 1'],
  ['FP32[0]', '"0" is no dimension.', 'a whole number from 1'],
  ['FP32[-2]', '"-2" is no dimension.', '-1 where it varies'],
  ['FP32[1e3]', '"1e3" is no dimension.', 'a whole number from 1'],
  ['FP32[99999999999999999999]', '"99999999999999999999" is no dimension.', 'a whole number'],
  ['QUAD[1]', 'QUAD is no datatype.', 'There are: BOOL, UINT8'],
])('%j is refused with what to write instead', (text, message, hint) => {
  expect(() => parseTensorSpec(text, 'x')).toThrow(
    expect.objectContaining({
      code: 'TENSOR_SPEC_INVALID',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    }),
  );
});

test.each([
  ['float32[1]', 'Write FP32.'],
  ['torch.int64[1]', 'Write INT64.'],
  ['fp16[1]', 'Write FP16.'],
])('PyTorch’s spelling in %j is answered with ours', (text, hint) => {
  expect(() => parseTensorSpec(text, 'x')).toThrow(expect.objectContaining({ hint }));
});

test('an assignment of the command line names its tensor', () => {
  expect(parseTensorAssignment('x=FP32[-1,4]')).toEqual([
    'x',
    { datatype: 'FP32', shape: [-1, 4] },
  ]);
  expect(parseTensorAssignment('a=b=FP32[1]')).toEqual(['a=b', { datatype: 'FP32', shape: [1] }]);
});

test.each(['FP32[-1,4]', '=FP32[-1,4]'])('the assignment %j without a name is refused', (text) => {
  expect(() => parseTensorAssignment(text)).toThrow(
    expect.objectContaining({
      code: 'TENSOR_SPEC_INVALID',
      hint: expect.stringContaining('name='),
    }),
  );
});

test('what is formatted is read back', () => {
  const spec = { datatype: 'UINT8', shape: [-1, 3] } as const;
  expect(parseTensorSpec(formatTensorSpec(spec), 'x')).toEqual(spec);
});
