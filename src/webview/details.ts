import { t } from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { DetailFact, DetailsView, PathLink } from '../editors/protocol.ts';
import { host } from './host.ts';
import type { PageState } from './pageState.ts';
import { copyButton, icon, severitySign, when } from './parts.ts';
import { severityText } from './texts.ts';

/** Everything about the selected certificate. */
export function detailsPart(state: PageState, select: (position: number) => void): TemplateResult {
  const { details, file, findings = [] } = state;
  const row = file?.members.find(({ position }) => position === details?.position);
  if (!details || !row) {
    return html`<section class="details" aria-label=${t('Details')}>
      <p>${t('Select a certificate to see everything about it.')}</p>
    </section>`;
  }
  const own = findings.filter(({ position }) => position === row.position);
  const { position } = row;
  return html`<section class="details" aria-label=${t('Details of {name}', { name: row.name })}>
    <h2>${row.name}</h2>
    <div class="actions" role="group" aria-label=${t('Actions on the certificate')}>
      <vscode-button secondary @click=${() => host.send({ type: 'export', position, form: 'der' })}
        >${t('Export DER…')}</vscode-button
      >
      <vscode-button secondary @click=${() => host.send({ type: 'export', position, form: 'pem' })}
        >${t('Export PEM…')}</vscode-button
      >
      <vscode-button secondary @click=${() => host.send({ type: 'copyPem', position })}
        >${t('Copy PEM')}</vscode-button
      >
    </div>
    ${when(
      own.length > 0,
      () => html`<ul class="own">
        ${own.map(
          ({ severity, title, detail, consequence }) =>
            html`<li>
              ${severitySign(severity)}<span class="hidden">${severityText(severity)}: </span>${title}${
                detail === undefined ? '' : `: ${detail}`
              }. ${consequence}
            </li>`,
        )}
      </ul>`,
    )}
    ${pathPart(details, select)}
    ${details.sections.map(
      ({ title, facts }) => html`<h3>${title}</h3>
        <dl>
          ${facts.map((fact) => factPart(position, fact))}
        </dl>`,
    )}
  </section>`;
}

function factPart(position: number, { label, value, address }: DetailFact): TemplateResult {
  return html`<div class="fact">
    <dt>${label}</dt>
    <dd>
      <span class="value">${value}</span>${copyButton(value, label)}${
        address === undefined
          ? ''
          : html`<button
              class="icon-button codicon codicon-link-external"
              title=${t('Open in the browser')}
              aria-label=${t('Open {address} in the browser', { address })}
              @click=${() => host.send({ type: 'openAddress', position, address })}
            ></button>`
      }
    </dd>
  </div>`;
}

const signs: Readonly<Record<PathLink['signature'], string>> = {
  valid: 'pass',
  invalid: 'error',
  unverifiable: 'question',
  unknown: 'question',
};

/** The way from the root down to the certificate, with who signed whom. */
function pathPart(
  { path, otherPaths, position }: DetailsView,
  select: (position: number) => void,
): TemplateResult {
  return html`<h3>${t('Chain')}</h3>
    <ol class="path">
      ${path.map(
        (link) => html`<li>
          ${icon(signs[link.signature], signs[link.signature])}
          ${
            link.position === position
              ? html`<strong>${link.name}</strong>`
              : html`<button class="link" @click=${() => select(link.position)}>${link.name}</button>`
          }
          <span class="about">${link.text}</span>
        </li>`,
      )}
    </ol>
    ${when(otherPaths > 0, () => html`<p>${t('Other ways to a root or upwards: {count}', { count: otherPaths })}</p>`)}`;
}
