import type { Cloudy } from '../../inventory/schema.ts';

const isPages = [
  {
    name: 'pages-of-cloudy',
    expression: "request.userInfo.username == 'system:serviceaccount:microcloud:cloudy-pages'",
  },
];

const annotation = (name: string) => `microcloud.cloudy/${name}`;
const says = (name: string, value: string) =>
  `('${annotation(name)}' in variables.notes && variables.notes['${annotation(name)}'] == '${value}')`;

/**
 * Says in CEL, for the policies of templates/cloudy-pages.yaml, which Services Cloudy shows. publisher/wanted.ts has
 * the same rules.
 */
export function pagesValues({ publish }: Pick<Cloudy, 'publish'>) {
  const { include, exclude } = publish.namespaces;
  const isPublished = [
    "has(variables.service.spec.type) && variables.service.spec.type in ['NodePort', 'LoadBalancer']",
    `request.namespace.matches('${patternOf(include)}') && !request.namespace.matches('${patternOf(exclude)}')`,
    `!${says('publish', 'false')}`,
    `(!has(variables.service.spec.externalTrafficPolicy) || variables.service.spec.externalTrafficPolicy != 'Local' || ${says('publish', 'true')})`,
  ].join(' && ');
  const notes = 'has(variables.service.metadata.annotations) ? variables.service.metadata.annotations : {}';
  return { isPages, isPublished, notes };
}

/**
 * Makes a regular expression of patterns with *. Names of namespaces have letters, digits and "-" only. Without
 * patterns it matches no name.
 */
function patternOf(patterns: readonly string[]): string {
  return `^(${patterns.map((one) => one.replaceAll('*', '.*')).join('|')})$`;
}
