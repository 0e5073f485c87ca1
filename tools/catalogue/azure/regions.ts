/** Azure's public regions. The price list has edge zones besides, which have no Azure Machine Learning. */
export const regions: readonly string[] = [
  'australiacentral australiacentral2 australiaeast australiasoutheast austriaeast',
  'brazilsouth brazilsoutheast canadacentral canadaeast centralindia centralus chilecentral',
  'eastasia eastus eastus2 francecentral francesouth germanynorth germanywestcentral',
  'indonesiacentral israelcentral italynorth japaneast japanwest jioindiacentral jioindiawest',
  'koreacentral koreasouth malaysiawest mexicocentral newzealandnorth northcentralus northeurope',
  'norwayeast norwaywest polandcentral qatarcentral southafricanorth southafricawest',
  'southcentralus southeastasia southindia spaincentral swedencentral swedensouth',
  'switzerlandnorth switzerlandwest uaecentral uaenorth uksouth ukwest westcentralus westeurope',
  'westindia westus westus2 westus3',
].flatMap((line) => line.split(' '));

export const regionPattern: RegExp = new RegExp(`^(?:${regions.join('|')})$`);
