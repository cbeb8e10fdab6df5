/** Endings under which PKCS #7 bundles are met. The explorer's menu in package.json names the same. */
export const bundleExtensions = ['p7b', 'p7c', 'p7s'] as const;
