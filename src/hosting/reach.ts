import { BlockList, isIP } from 'node:net';

/**
 * Why a host cannot be reached from the Internet:
 * - `loopback`: it is this computer
 * - `privateNetwork`: its address is of a range that is not of the Internet: private, local, multicast or reserved (RFC 1918, RFC 6598,
 *   RFC 3927, RFC 4193, RFC 4291, RFC 1112, RFC 791)
 * - `localName`: its name has a single label, or ends as names of local networks do (RFC 6762, RFC 8375, ICANN `.internal`)
 */
export type UnreachableHost = 'loopback' | 'privateNetwork' | 'localName';

const privateRanges = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['224.0.0.0', 3],
] as const) {
  privateRanges.addSubnet(network, prefix, 'ipv4');
}
privateRanges.addSubnet('fc00::', 7, 'ipv6');
privateRanges.addSubnet('fe80::', 9, 'ipv6');
privateRanges.addSubnet('ff00::', 8, 'ipv6');

const localEndings = /\.(?:local|localdomain|lan|internal|intranet|home|corp|home\.arpa)$/;

/**
 * @param hostname as a URL has it: lower case, and every spelling of an IP address made the same
 * @returns undefined where nothing speaks against the host; its name may still lead nowhere
 */
export function unreachableHost(hostname: string): UnreachableHost | undefined {
  const host = hostname.replace(/\.$/, '');
  if (isLoopback(host)) {
    return 'loopback';
  }
  const address = host.replace(/^\[(.*)\]$/, '$1');
  const version = isIP(address);
  if (version !== 0) {
    return privateRanges.check(address, version === 6 ? 'ipv6' : 'ipv4') ? 'privateNetwork' : undefined;
  }
  return !host.includes('.') || localEndings.test(host) ? 'localName' : undefined;
}

function isLoopback(host: string): boolean {
  return (
    /^(?:.*\.)?localhost$/.test(host) ||
    /^(?:127(?:\.\d+){3}|0\.0\.0\.0|\[::1?\]|\[::ffff:7f[\da-f]{2}:[\da-f]+\])$/.test(host)
  );
}
