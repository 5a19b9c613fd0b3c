/** Docker labels: what bears none of a lab's is not the lab's to touch. */
export const labels = {
  lab: 'microcloud.lab',
  octet: 'microcloud.lab.octet',
  directory: 'microcloud.lab.directory',
  node: 'microcloud.lab.node',
  number: 'microcloud.lab.number',
  flavour: 'microcloud.lab.flavour',
  image: 'microcloud.lab.image',
} as const;
