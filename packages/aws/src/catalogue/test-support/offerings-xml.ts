/** EC2's answer to DescribeInstanceTypeOfferings. */
export function offeringsXml(types: readonly string[], nextToken?: string): string {
  const items = types.map(
    (type) =>
      `<item><instanceType>${type}</instanceType><locationType>region</locationType><location>us-east-1</location></item>`,
  );
  const token = nextToken === undefined ? '' : `<nextToken>${nextToken}</nextToken>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstanceTypeOfferingsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
<requestId>1</requestId><instanceTypeOfferingSet>${items.join('')}</instanceTypeOfferingSet>${token}
</DescribeInstanceTypeOfferingsResponse>`;
}
