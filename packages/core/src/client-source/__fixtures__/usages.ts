/** How a client is used, rightly and wrongly: each line that ends in `// wrong` must fail to compile. */
export const usages = `
import { deploy, type Tensor } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';
import { connectTextEncoder, createTextEncoderClient, type TextEncoderInputs, type TextEncoderModel } from './client.ts';

declare const target: Target;
declare const computed: number[][];

const texts = ['a', 'b'];
const ids = new BigInt64Array(6);
const mask = [[true, false], [false, true]] as const;
const image = new Float32Array(8);
const wide = new Float32Array(1000);
const half = new Uint16Array(4);
const rest = { 'my ids': ids, texts, mask, wide, half };

const client = createTextEncoderClient({ url: 'http://127.0.0.1:8000' });
const { scores, labels } = await client.predict({ image, ...rest });
const data: Float32Array = scores.data;
const whole: BigInt64Array = labels.data;
const literal: 'FP32' = scores.datatype;
const tensor: Tensor<'INT64'> = labels;

const endpoint = await connectTextEncoder(target);
await endpoint.predict({ image: [[1, 2, 3, 4]], ...rest });
await endpoint.predict({ image: [], ...rest });
await endpoint.predict({ image: { data: computed }, ...rest });
await endpoint.predict({ image: { data: image, shape: [2, 4] }, ...rest });
await endpoint.predict({ image: { data: [1, 2, 3, 4], shape: [1, 4], datatype: 'FP32' }, ...rest });
await endpoint.predict({ image, ...rest, 'my ids': [[1, 2n, 3], [4, 5, 6n]] });
await endpoint.predict({ image, ...rest, half: new Float32Array(4) });
await endpoint.predict({ image, ...rest, wide: [0, 1] });
await connectTextEncoder(target, { endpoint: 'another' });
const deployed = deploy<TextEncoderModel>('model.pt', target);
const inputs: TextEncoderInputs = { image, ...rest };

await client.predict({ ...rest }); // wrong
await client.predict({ image, ...rest, imag: image }); // wrong
await client.predict({ image: new Float64Array(8), ...rest }); // wrong
await client.predict({ image: new Int32Array(8), ...rest }); // wrong
await client.predict({ image: ['1', '2', '3', '4'], ...rest }); // wrong
await client.predict({ image: [1, 2, 3, 4], ...rest }); // wrong
await client.predict({ image: [[1, 2, 3]], ...rest }); // wrong
await client.predict({ image: [[1, 2, 3, 4, 5]], ...rest }); // wrong
await client.predict({ image: [[[1, 2, 3, 4]]], ...rest }); // wrong
await client.predict({ image: 1, ...rest }); // wrong
await client.predict({ image: computed, ...rest }); // wrong
await client.predict({ image: { data: image, shape: [2, 3] }, ...rest }); // wrong
await client.predict({ image: { data: image, shape: [8] }, ...rest }); // wrong
await client.predict({ image: { data: image, datatype: 'FP64' }, ...rest }); // wrong
await client.predict({ image: { data: new Float64Array(8) }, ...rest }); // wrong
await client.predict({ image, ...rest, 'my ids': [[1, 2, 3]] }); // wrong
await client.predict({ image, ...rest, 'my ids': new Int32Array(6) }); // wrong
await client.predict({ image, ...rest, texts: [1] }); // wrong
await client.predict({ image, ...rest, texts: [['nested']] }); // wrong
await client.predict({ image, ...rest, mask: [[1, 0], [0, 1]] }); // wrong
await client.predict({ image, ...rest, mask: new Float32Array(4) }); // wrong
await client.predict({ image, ...rest, half: new Float64Array(4) }); // wrong
await client.predict({ image, ...rest, wide: ['0'] }); // wrong
const misnamed = (await client.predict(inputs)).score; // wrong
const misread: Int32Array = scores.data; // wrong
const mistaken: 'FP64' = scores.datatype; // wrong
createTextEncoderClient({ uri: 'http://127.0.0.1:8000' }); // wrong
await connectTextEncoder('text-encoder'); // wrong
`;
