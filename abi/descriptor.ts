// The ABI of the descriptor, written from its Rust source by scripts/abi.sh: do not edit.
export const descriptorAbi = [
  {"type":"function","name":"configure","inputs":[{"name":"collection","type":"address"},{"name":"name","type":"string"},{"name":"symbol","type":"string"},{"name":"description","type":"string"},{"name":"image","type":"string"},{"name":"externalLink","type":"string"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"contractURI","inputs":[],"outputs":[{"name":"uri","type":"string"}],"stateMutability":"view"},
  {"type":"function","name":"contractURI","inputs":[{"name":"collection","type":"address"}],"outputs":[{"name":"uri","type":"string"}],"stateMutability":"view"},
  {"type":"function","name":"name","inputs":[],"outputs":[{"name":"name","type":"string"}],"stateMutability":"view"},
  {"type":"function","name":"name","inputs":[{"name":"collection","type":"address"}],"outputs":[{"name":"name","type":"string"}],"stateMutability":"view"},
  {"type":"function","name":"setMedia","inputs":[{"name":"collection","type":"address"},{"name":"series","type":"uint32"},{"name":"base","type":"string"},{"name":"extension","type":"string"}],"outputs":[],"stateMutability":"nonpayable"},
  {"type":"function","name":"symbol","inputs":[],"outputs":[{"name":"symbol","type":"string"}],"stateMutability":"view"},
  {"type":"function","name":"symbol","inputs":[{"name":"collection","type":"address"}],"outputs":[{"name":"symbol","type":"string"}],"stateMutability":"view"},
  {"type":"function","name":"tokenURI","inputs":[{"name":"collection","type":"address"},{"name":"tokenId","type":"uint256"}],"outputs":[{"name":"uri","type":"string"}],"stateMutability":"view"},
  {"type":"function","name":"tokenURI","inputs":[{"name":"tokenId","type":"uint256"}],"outputs":[{"name":"uri","type":"string"}],"stateMutability":"view"},
  {"type":"event","name":"Configured","inputs":[{"name":"collection","type":"address","indexed":true}],"anonymous":false},
  {"type":"event","name":"MediaSet","inputs":[{"name":"collection","type":"address","indexed":true},{"name":"series","type":"uint32","indexed":true},{"name":"base","type":"string","indexed":false},{"name":"extension","type":"string","indexed":false}],"anonymous":false},
  {"type":"error","name":"BadCollectionAnswer","inputs":[{"name":"collection","type":"address"},{"name":"selector","type":"bytes4"},{"name":"length","type":"uint256"}]},
  {"type":"error","name":"InvalidText","inputs":[{"name":"field","type":"uint8"},{"name":"position","type":"uint256"}]},
  {"type":"error","name":"NoCollection","inputs":[{"name":"collection","type":"address"}]},
  {"type":"error","name":"NotCollectionOwner","inputs":[{"name":"collection","type":"address"},{"name":"caller","type":"address"},{"name":"owner","type":"address"}]},
  {"type":"error","name":"TextMissing","inputs":[{"name":"field","type":"uint8"}]},
  {"type":"error","name":"TextTooLong","inputs":[{"name":"field","type":"uint8"},{"name":"length","type":"uint256"},{"name":"max","type":"uint256"}]}
] as const;
