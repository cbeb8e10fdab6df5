import { hex, pem } from '../pkiFixtures.ts';
import { nearlyCertificate, tinyCertificate } from './certificateParts.ts';
import { behind, type HostileInput, inputsOf, times } from './hostileInput.ts';

const begin = '-----BEGIN ';
const beginLine = '-----BEGIN A-----\n';

export const textInputs: readonly HostileInput[] = inputsOf('text', [
  ['zeros', 'refused', (size) => Buffer.alloc(size)],
  ['octets that are no text', 'refused', (size) => Buffer.alloc(size, 0xff)],
  ['Latin-1', 'refused', (size) => Buffer.alloc(size, 0xe9)],
  ['BEGIN without line ends', 'refused', (size) => times(begin, size)],
  ['a label without end', 'refused', (size) => behind(begin, Buffer.alloc(size, 'A'))],
  ['a label of spaces', 'refused', (size) => behind(begin, Buffer.alloc(size, ' '))],
  ['a label that is nearly a private key', 'refused', (size) => behind(begin, times('PRIVATE KE ', size))],
  ['a label of dashes', 'refused', (size) => behind(begin, Buffer.alloc(size, '-'), 'x')],
  ['dashes and spaces', 'refused', (size) => behind(begin, times(`-----${' '.repeat(999)}`, size), 'x')],
  ['an END of dashes', 'refused', (size) => behind('-----END ', Buffer.alloc(size, '-'), 'x')],
  ['lines of dashes', 'refused', (size) => times('-----\n', size)],
  ['spaces', 'refused', (size) => Buffer.alloc(size, ' ')],
  ['spaces before a letter', 'refused', (size) => behind('', Buffer.alloc(size, ' '), 'x')],
  ['no-break spaces', 'refused', (size) => times('\u00a0', size)],
  ['line feeds', 'refused', (size) => Buffer.alloc(size, '\n')],
  ['carriage returns', 'refused', (size) => Buffer.alloc(size, '\r')],
  ['line feeds in UTF-16', 'refused', (size) => behind(hex('fffe'), times(hex('0a00'), size))],
  ['colons', 'refused', (size) => Buffer.alloc(size, ':')],
  ['lines of colons', 'refused', (size) => times(':\n', size)],
  ['a million lines', 'refused', (size) => times('line of a text\n', size)],
  ['a block of empty lines', 'damaged', (size) => behind(beginLine, times('\n', size))],
  ['a block of colons', 'damaged', (size) => behind(beginLine, times(':\n', size))],
  ['a block of letters in lines', 'refused', (size) => behind(beginLine, times('A\n', size))],
  ['letters and spaces', 'refused', (size) => times('A ', size)],
  ['base64 in one line', 'refused', (size) => Buffer.alloc(size, 'A')],
  ['base64 in short lines', 'refused', (size) => times('AA\n', size)],
  ['equals signs', 'refused', (size) => behind('AAAA', Buffer.alloc(size, '='), 'x')],
  ['BEGIN marks', 'damaged', (size) => times(beginLine, size)],
  ['END marks', 'refused', (size) => times('-----END A-----\n', size)],
  ['empty blocks', 'damaged', (size) => times('-----BEGIN A-----\n-----END A-----\n', size)],
  ['blocks of nearly a certificate', 'damaged', (size) => times(pem('A', nearlyCertificate), size)],
  ['blocks of a certificate', 'certificates', (size) => times(pem('A', tinyCertificate), size)],
  ['brackets', 'refused', (size) => Buffer.alloc(size, '[')],
]);
