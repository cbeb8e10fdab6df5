import type { LookedInto } from '../features/certificateFiles.ts';
import { thumbprintOf } from '../pki/certificate.ts';
import type { CertificateFile, FileMember } from '../pki/certificateFile.ts';
import { Chains } from '../pki/chains.ts';
import type { CheckContext } from '../pki/rules/checkContext.ts';
import { checkFiles } from '../pki/rules/checkFiles.ts';
import { runInSlices } from '../pki/slices.ts';
import { detailsViewOf } from './detailsView.ts';
import { fileViewOf, findingViews } from './fileView.ts';
import type { ComparisonView, DetailsView, FileView, FindingView } from './protocol.ts';

/** What a comparison is made with: names by thumbprint (SHA-1, upper-case hex). */
export interface ComparedWith {
  readonly name: string;
  readonly members: ReadonlyMap<string, string>;
}

/** A file of certificates as the viewer holds it: read once, then asked for what the page shows. */
export class OpenedFile {
  readonly file: CertificateFile;
  readonly #looked: Pick<LookedInto, 'name' | 'size' | 'sha256'>;
  readonly #context: CheckContext;
  readonly #chains: Chains<FileMember>;

  constructor(
    looked: Pick<LookedInto, 'name' | 'size' | 'sha256'>,
    file: CertificateFile,
    context: CheckContext,
  ) {
    this.#looked = looked;
    this.file = file;
    this.#context = context;
    this.#chains = new Chains(file.certificates);
  }

  view(): FileView {
    const { name, size, sha256 = '' } = this.#looked;
    return fileViewOf(name, { file: this.file, size, sha256 }, this.#chains, this.#context);
  }

  /** @throws the signal's reason when aborted */
  async findings(signal: AbortSignal): Promise<readonly FindingView[]> {
    const files = [{ file: this.file, size: this.#looked.size }];
    const [findings = []] = await runInSlices(checkFiles(files, this.#context), signal);
    return findingViews(findings);
  }

  details(position: number): DetailsView | undefined {
    const member = this.memberAt(position);
    return member && detailsViewOf(member, this.#chains);
  }

  memberAt(position: number): FileMember | undefined {
    return this.file.certificates.find((member) => member.position === position);
  }

  compareWith({ name, members }: ComparedWith): ComparisonView {
    const here = this.file.certificates.map(({ position, certificate }) => ({
      position,
      thumbprint: thumbprintOf(certificate.der),
    }));
    const thumbprints = new Set(here.map(({ thumbprint }) => thumbprint));
    return {
      name,
      common: here.filter(({ thumbprint }) => members.has(thumbprint)).map(({ position }) => position),
      missing: [...members]
        .filter(([thumbprint]) => !thumbprints.has(thumbprint))
        .map(([, memberName]) => memberName),
    };
  }
}
