import type { IProblem } from '../schemas';

/** What a button can have the server do. */
export type Action = 'cancel' | 'retry';

interface IPageConfig {
    baseUrl?: string;
    token?: string;
}

/** What the page of a Jupyter server says of itself; null on other pages. */
function pageConfig(): IPageConfig | null {
    try {
        return JSON.parse(document.getElementById('jupyter-config-data')?.textContent ?? '') as IPageConfig;
    } catch {
        return null;
    }
}

/**
 * Has the server of the page act on a run, which also works while the kernel is busy. Returns false where there is no such server, or it does not know
 * the run: then the kernel has to do it.
 */
export async function actByServer(workspace: string, run: string, action: Action): Promise<boolean | IProblem> {
    const config = pageConfig();
    if (!config) {
        return false;
    }
    const path = `aml/v1/runs/${encodeURIComponent(run)}/${action}?workspace=${encodeURIComponent(workspace)}`;
    const url = new URL(path, new URL(config.baseUrl ?? '/', location.href));
    const headers: Record<string, string> = { 'X-XSRFToken': /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? '' };
    if (config.token) {
        headers.Authorization = `token ${config.token}`;
    }
    try {
        // eslint-disable-next-line no-restricted-globals -- there is no client of JupyterLab in a page that is none
        const response = await fetch(url, { method: 'POST', headers, credentials: 'same-origin' });
        if (response.ok) {
            return true;
        }
        return response.status === 409 || response.status === 400 ? ((await response.json()) as IProblem) : false;
    } catch {
        return false;
    }
}
