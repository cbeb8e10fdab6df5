import { t } from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { ViewSeverity } from '../editors/protocol.ts';
import { host } from './host.ts';
import { severityIcon } from './texts.ts';

/** A picture beside a text that says the same. */
export function icon(name: string, kind = ''): TemplateResult {
  return html`<span class="codicon codicon-${name} ${kind}" aria-hidden="true"></span>`;
}

export function severitySign(severity: ViewSeverity | undefined): TemplateResult {
  return icon(severityIcon(severity), severity ?? 'pass');
}

/** Copies a value. What it is stands in the button's name, for those who hear it. */
export function copyButton(text: string, what: string): TemplateResult {
  return html`<button
    class="icon-button codicon codicon-copy"
    title=${t('Copy')}
    aria-label=${t('Copy {what}', { what })}
    @click=${() => host.send({ type: 'copy', text, what })}
  ></button>`;
}

export function when(condition: boolean, part: () => TemplateResult): TemplateResult | typeof nothing {
  return condition ? part() : nothing;
}
