/** The two tags belong together: https://github.com/flannel-io/flannel/blob/v0.28.4/Documentation/kube-flannel.yml */
export const flannelVersions = { flannel: 'v0.28.4', cniPlugin: 'v1.9.1-flannel1' } as const;
