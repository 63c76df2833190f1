import { useState } from 'react';
import type { LogText } from '../../model/log_lines';
import { copyText, useTrans } from '../basics';
import { useRunPage } from './context';

/** As many lines as the server gives at once. */
const MOST = 5000;

/** Copies a log, or its end; says for a moment how that went. */
export function useCopyLines(log: LogText): { copy: () => Promise<void>; said: string } {
    const trans = useTrans();
    const { service } = useRunPage();
    const [said, setSaid] = useState('');
    const copy = async () => {
        try {
            const { lines } = await service.logLines(log.name, -MOST, MOST);
            const allowed = await copyText(lines.join('\n'));
            setSaid(
                allowed ? trans._n('Copied %1 line', 'Copied %1 lines', lines.length) : trans.__('The browser refused')
            );
        } catch {
            setSaid(trans.__('The server does not answer'));
        }
        setTimeout(() => setSaid(''), 2000);
    };
    return { copy, said };
}
