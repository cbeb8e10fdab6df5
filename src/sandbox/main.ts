import { parseArgs } from 'node:util';
import { DataFileError } from './persistence.ts';
import { type SandboxOptions, startSandbox } from './server.ts';

const usage = `Runs a sandbox tenant: the trust-store part of Microsoft Graph, on this machine alone.

  --port N               the port to listen on; a free one by default
  --empty                no sample data
  --data FILE            keep the tenant in this file across restarts
  --job-delay SECONDS    how long an upload takes at least; 2 by default
  --help                 this text
`;

class UsageError extends Error {}

type Command = { readonly help: true } | { readonly help: false; readonly options: SandboxOptions };

function readCommandLine(): Command {
  const { values } = parse();
  if (values.help) {
    return { help: true };
  }
  const port = numberOption('--port', values.port, /^\d{1,5}$/, 65_535);
  const jobDelaySeconds = numberOption('--job-delay', values['job-delay'], /^\d+(\.\d+)?$/, 3600);
  return {
    help: false,
    options: {
      ...(port !== undefined && { port }),
      ...(values.empty && { empty: true }),
      ...(values.data !== undefined && { dataFile: values.data }),
      ...(jobDelaySeconds !== undefined && { jobDelaySeconds }),
    },
  };
}

function parse() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        empty: { type: 'boolean' },
        data: { type: 'string' },
        'job-delay': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message, { cause: error }) : error;
  }
}

function numberOption(
  option: string,
  text: string | undefined,
  pattern: RegExp,
  largest: number,
): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  if (!pattern.test(text) || Number(text) > largest) {
    throw new UsageError(`Option '${option}' takes a number from 0 to ${largest}, not '${text}'.`);
  }
  return Number(text);
}

async function run(): Promise<void> {
  const command = readCommandLine();
  if (command.help) {
    process.stdout.write(usage);
    return;
  }
  const sandbox = await startSandbox(command.options);
  const stop = (): void => {
    sandbox.close().catch(fail);
  };
  // Not once: npm passes a Ctrl+C on that the terminal has sent already, and the second must not break the first.
  process.on('SIGINT', stop).on('SIGTERM', stop);
  process.stdout.write(`Sandbox tenant: ${sandbox.root}\n`);
}

function fail(error: unknown): void {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\nTry --help.\n`);
    process.exitCode = 2;
    return;
  }
  process.exitCode = 1;
  if (error instanceof DataFileError) {
    process.stderr.write(`${error.message}\n`);
    return;
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const sentence =
    code === 'EADDRINUSE'
      ? 'The port is in use by another program. Choose another one with --port.'
      : `The sandbox cannot start: ${error instanceof Error ? error.message : String(error)}`;
  process.stderr.write(`${sentence}\n`);
}

await run().catch(fail);
