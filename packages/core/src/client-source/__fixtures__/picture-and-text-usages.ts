/** How a client of pictures and texts is used: each line that ends in `// wrong` must fail to compile. */
export const pictureAndTextUsages = `
import { readFile } from 'node:fs/promises';
import { connect, imageFile, type Endpoint } from '@torchrelay/core';
import type { Target } from '@torchrelay/core/target';
import { connectSearcher, createSearcherClient, type SearcherInputs } from './client.ts';

declare const target: Target;
declare const upload: File;

const ids = new BigInt64Array(6);
const image = './cat.jpg';
const text = 'a cat';
const scale = [1] as const;
const rest = { scale, 'the caption': 'cat' };

const client = createSearcherClient({ url: 'http://127.0.0.1:8000', tokenizers: { text: './tokenizer.json' } });
await client.predict({ image, text, ...rest });
await client.predict({ image: [image, await readFile('dog.png')], text: [text, 'a dog'], ...rest });
await client.predict({ image: imageFile(image), text: { text, pair: 'a dog' }, ...rest });
await client.predict({ image: upload, text: [{ text, pair: 'a dog' }, 'an owl'], ...rest });
await client.predict({ image: new Float32Array(12), input_ids: ids, attention_mask: ids, ...rest });
await client.predict({ image: { data: new Uint8Array(12), shape: [1, 3, 2, 2] } as never, text, ...rest });
await client.predict({ image, text, caption_ids: ids, scale });
const found = await connectSearcher(target, { tokenizers: { text: new URL('file:///tokenizer.json') }, stringsArePaths: false });
const { scores } = await found.predict({ image, text, ...rest });
const data: Float32Array = scores.data;
const inputs: SearcherInputs = { image, text, ...rest };

const untyped: Endpoint = await connect('searcher', target);
await untyped.predict({ image, text: [text], pair: { text, pair: text }, file: imageFile(image), x: [[1, 2]] });
const byHand: Endpoint<{
  inputs: { image: { datatype: 'FP32'; shape: readonly number[]; from: 'image' }; x: 'FP32' };
  outputs: { y: 'FP32' };
}> = await connect('searcher', target);
await byHand.predict({ image, x: 1 });

await client.predict({ image, ...rest }); // wrong
await client.predict({ image, text, scale }); // wrong
await client.predict({ image, text, input_ids: ids, ...rest }); // wrong
await client.predict({ image, input_ids: ids, ...rest }); // wrong
await client.predict({ image: 1, text, ...rest }); // wrong
await client.predict({ image: [image, 1], text, ...rest }); // wrong
await client.predict({ image: { path: image }, text, ...rest }); // wrong
await client.predict({ image, text: 1, ...rest }); // wrong
await client.predict({ image, text: ids, ...rest }); // wrong
await client.predict({ image, text: { text }, ...rest }); // wrong
await client.predict({ image, text, ...rest, scale: image }); // wrong
await client.predict({ image, text, ...rest, caption_ids: 'cat' }); // wrong
await byHand.predict({ image, x: image }); // wrong
await byHand.predict({ x: 1 }); // wrong
`;
