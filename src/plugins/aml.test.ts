import { expect, test } from 'vitest';
import type { Api } from '../api';
import type { Workspace } from '../schemas';
import { Aml } from './aml';

const outer = { name: 'outer', folder: '/r', path: '', exists: true } as unknown as Workspace;
const inner = { name: 'inner', folder: '/r/in', path: 'in', exists: true } as unknown as Workspace;

function start() {
    const asked: (string | undefined)[] = [];
    const gone = new Set<string>();
    const api = {
        workspaces: async (folder = '') => {
            asked.push(folder);
            if (gone.has(folder)) {
                throw new Error(`There is no folder ${folder}.`);
            }
            return { workspaces: folder.startsWith('in') ? [inner, outer] : [outer], version: '1' };
        }
    } as unknown as Api;
    const aml = new Aml(api, error => ({ code: 'x', message: String(error), hint: '' }));
    return { aml, asked, gone };
}

test('the workspace is that of the folder one goes to; within one, what was chosen stays', async () => {
    const { aml, asked } = start();
    await aml.follow('in');
    expect(asked).toEqual([]);
    await aml.refresh();
    await aml.follow('in');
    expect(aml.workspace).toBe(inner);
    await aml.refresh('/r');
    expect([aml.workspace, aml.workspaces.length]).toEqual([outer, 2]);
    await aml.follow('in/deeper');
    expect(aml.workspace).toBe(outer);
    await aml.follow('other');
    await aml.follow('in');
    expect(aml.workspace).toBe(inner);
});

test('the workspace stays when it is looked at anew; when its folder is gone, that of the root takes its place', async () => {
    const { aml, gone } = start();
    await aml.refresh();
    await aml.follow('in');
    await aml.refresh();
    expect(aml.workspace).toBe(inner);
    gone.add('in');
    await aml.refresh();
    expect([aml.workspace, aml.problem]).toEqual([outer, null]);
});
