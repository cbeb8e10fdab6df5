// Loaded into the VS Code server before its own code. The server leads a process group of its own, so that
// Ctrl+C does not reach it, and whoever started it may be killed without a chance to clean up. Its standard
// input is a pipe from there, and the system closes that when the parent ends in whatever way.
import { isMainThread } from 'node:worker_threads';

// The server hands its own arguments for Node down to some of its children, which have another standard input.
const isServer = isMainThread && process.argv[1]?.endsWith('server-main.js') === true;

if (isServer) {
  process.stdin.once('close', endGroup).resume();
  process.stdin.on('error', endGroup);
  // The pipe alone is no reason to stay.
  process.stdin.unref();
}

function endGroup(): void {
  if (process.platform === 'win32') {
    process.exit();
  }
  process.kill(-process.pid, 'SIGKILL');
}
