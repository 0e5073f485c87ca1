/** `us-east-1`, `us-gov-west-1`; neither a zone (`us-east-1a`) nor a local zone (`us-east-1-atl-2a`, `use1-atl2-az1`). */
export const regionPattern: RegExp =
  /^[a-z]{2}(?:-gov|-iso[a-z]?)?-(?:central|(?:north|south)(?:east|west)?|east|west)-\d$/;
