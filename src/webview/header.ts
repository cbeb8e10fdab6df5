import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { ComparisonView, FileView } from '../editors/protocol.ts';
import { host } from './host.ts';
import type { PageState } from './pageState.ts';
import { copyButton, icon, when } from './parts.ts';
import { sizeText } from './texts.ts';

/** The file as a whole, and what can be done with it. */
export function headerPart({ file, comparison }: PageState): TemplateResult {
  return file
    ? html`<header>
        <h1>${file.name}</h1>
        <p class="facts">
          <span>${file.kind}</span>
          <span>${countText(file)}</span>
          <span>${sizeText(file.size)}</span>
          <span class="hash"
            >SHA-256 <code>${file.sha256}</code>${copyButton(file.sha256, t('SHA-256 of the file'))}</span
          >
        </p>
        <div class="actions" role="group" aria-label=${t('Actions on the file')}>
          ${
            file.isBundle
              ? html`<vscode-button @click=${() => host.send({ type: 'upload' })}>${t('Upload…')}</vscode-button>`
              : html`<vscode-button @click=${() => host.send({ type: 'createBundle' })}
                  >${t('Create Bundle…')}</vscode-button
                >`
          }
          <vscode-button secondary @click=${() => host.send({ type: 'compare' })}>${t('Compare…')}</vscode-button>
          ${when(
            /PEM|base64/.test(file.kind),
            () =>
              html`<vscode-button secondary @click=${() => host.send({ type: 'openAsText' })}
                >${t('Open as Text')}</vscode-button
              >`,
          )}
        </div>
        ${comparison ? comparisonPart(comparison, file) : ''}
      </header>`
    : html`<header><h1>${t('Reading…')}</h1></header>`;
}

/** In place of everything else where nothing can be read. */
export function problemPart(name: string, message: string): TemplateResult {
  return html`<main class="problem">
    <h1>${name}</h1>
    <p role="alert">${icon('error', 'error')} ${message}</p>
    <vscode-button secondary @click=${() => host.send({ type: 'openAsText' })}>${t('Open as Text')}</vscode-button>
  </main>`;
}

function countText({ members, damaged, revocationLists }: FileView): string {
  return [
    members.length === 1 ? t('1 certificate') : t('{count} certificates', { count: members.length }),
    ...(damaged > 0 ? [t('{count} damaged', { count: damaged })] : []),
    ...(revocationLists === 1 ? [t('1 revocation list')] : []),
    ...(revocationLists > 1 ? [t('{count} revocation lists', { count: revocationLists })] : []),
  ].join(', ');
}

function comparisonPart({ name, common, missing }: ComparisonView, { members }: FileView): TemplateResult {
  return html`<section class="comparison" aria-label=${t('Comparison')}>
    <p>
      ${icon('compare-changes')}
      ${t('Beside {name}: {common} in both, {here} only here, {there} only there.', {
        name,
        common: common.length,
        here: members.length - common.length,
        there: missing.length,
      })}
      <vscode-button secondary @click=${() => host.send({ type: 'stopComparing' })}
        >${t('Stop Comparing')}</vscode-button
      >
    </p>
    ${when(
      missing.length > 0,
      () => html`<details>
        <summary>${t('Only there')}</summary>
        <ul>
          ${missing.slice(0, 250).map((each) => html`<li>${each}</li>`)}
        </ul>
      </details>`,
    )}
  </section>`;
}
