import { azureml } from '@torchrelay/azure';
import { type WorkspaceAddress, workspaceSettings } from '@torchrelay/stand-ins';
import type { Target } from '@torchrelay/core/target';

/** A target for `--target module:…`: the stand-in's workspace, whose address is JSON in TEST_WORKSPACE. */
export default function createTarget(): Target {
  const address = JSON.parse(process.env['TEST_WORKSPACE'] ?? '') as WorkspaceAddress;
  return azureml(workspaceSettings(address));
}
