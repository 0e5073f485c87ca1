// Trains where the data are not. They are copied to the store of the target, once, from cloud to cloud:
//
//   main.ts s3://BUCKET/PATH/ SUBSCRIPTION/GROUP/WORKSPACE              data of AWS, on Azure
//   main.ts https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH/ us-east-1   data of Azure, on AWS
import { s3Folder, sagemaker } from '@torchrelay/aws';
import { azureml, blobFolder } from '@torchrelay/azure';

import { trainOnCopy } from './train-on-copy.ts';

const [address = '', place = ''] = process.argv.slice(2);
const [subscription = '', resourceGroup, workspace] = place.split('/');
const { metrics } = await trainOnCopy({
  numbers: address.startsWith('s3:') ? s3Folder(address) : blobFolder(address),
  target:
    resourceGroup === undefined || workspace === undefined
      ? sagemaker({ region: place })
      : azureml({ subscription, resourceGroup, workspace }),
});
console.log(metrics);
