// A function that only asks: the reference is plain data, and the role needs sagemaker:InvokeEndpoint alone.
import { sagemaker } from '@torchrelay/aws';
import { connect } from '@torchrelay/core';
import reference from './sagemaker-reference.json' with { type: 'json' };

const endpoint = connect(reference, sagemaker());

export async function handler({ x }) {
  const { y } = await (await endpoint).predict({ x });
  return [...y.data];
}
