import { act, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { IAssetService } from '../../model/asset_page';
import { AssetPageStore } from '../../model/asset_page';
import type { AssetKind, Detailed } from '../../model/assets';
import { fits, parseRef, pythonLine } from '../../model/assets';
import type { DataPreview } from '../../schemas';
import { ApiError } from '../../model/problem';
import { AssetPage } from './AssetPage';
import { RegisterForm } from './RegisterForm';
import { dataLine, modelLine, nameFrom, placesOf, wholePath } from './register';

const RUN = { id: 'exp_1', display_name: '<b>maker</b>', experiment: 'exp', status: 'Completed' };
const GONE = { id: 'exp_0', display_name: null, experiment: null, status: null };
const common = { created: null, user: null, tags: {}, description: null, size_bytes: 5, uses: 0, properties: {} };

function detailOf(change: object): Detailed {
    const rest = { name: 'iris', version: '2', versions: ['2', '1'], run: null, used_by: [] };
    return { ...common, ...rest, ...change } as unknown as Detailed;
}

const PREVIEW: DataPreview = { columns: [], rows: [], files: [], total: null };

async function show(kind: AssetKind, change: object, preview: Partial<DataPreview> | ApiError = {}) {
    const service: IAssetService = {
        detail: vi.fn(async version => detailOf({ ...change, version: version ?? '2' })),
        edit: vi.fn(async (version, labels) => detailOf({ ...change, version, ...labels })),
        preview: async () => {
            if (preview instanceof ApiError) {
                throw preview;
            }
            return { ...PREVIEW, ...preview };
        },
        fileUrl: (version, path) => `/models/${version}/${path}`
    };
    const actions = { openRun: vi.fn(), openAsset: vi.fn(), use: vi.fn(), remove: vi.fn() };
    const store = new AssetPageStore(kind, 'iris', service);
    render(<AssetPage page={{ store, service, actions }} />);
    await act(async () => store.setVisible(true));
    return { store, service, actions };
}

test('a table shows types, empty cells and values that are no text, and no markup', async () => {
    const columns = [
        { name: '<i>x</i>', type: 'float64' },
        { name: 'y', type: 'text' }
    ];
    const rows = [
        [1.5, '<img src=x>'],
        [null, { a: 1 }],
        [2, 'z'.repeat(10_000)]
    ];
    await show('data', { type: 'tabular', paths: ['a.csv'] }, { columns, rows, total: 10 });
    expect(screen.getByText('3 of 10 rows, 2 columns')).toBeTruthy();
    const cells = screen.getAllByRole('cell').map(cell => cell.textContent);
    expect(cells.slice(0, 4)).toEqual(['1.5', '<img src=x>', '–', '{"a":1}']);
    expect(cells[5]!.length).toBe(201);
    expect(document.querySelector('img, i')).toBeNull();
});

test('what cannot be read is said, not thrown', async () => {
    const refused = new ApiError(400, { code: 'User', message: 'It is no table.', hint: 'Look.' });
    await show('data', { type: 'file', problem: 'The file a.csv changed.' }, refused);
    expect(await screen.findByText('It is no table.')).toBeTruthy();
    expect(screen.getAllByRole('alert')[0].textContent).toBe('The file a.csv changed.');
});

test('a model has files to download, and leads to runs and data', async () => {
    const files = [{ path: 'net/w.bin', size: 2048 }];
    const data = [{ name: 'training', asset: 'cars:1' }];
    const { actions } = await show('models', { files, data, framework: 'Custom', run: RUN, used_by: [GONE] });
    expect(screen.getByRole('link', { name: 'Download net/w.bin' }).getAttribute('href')).toBe('/models/2/net/w.bin');
    await userEvent.click(screen.getByRole('button', { name: 'cars:1' }));
    expect(actions.openAsset).toHaveBeenCalledWith('data', 'cars:1');
    await userEvent.click(screen.getByRole('button', { name: '<b>maker</b>' }));
    expect(actions.openRun).toHaveBeenCalledWith('exp_1');
    expect(within(screen.getByRole('region', { name: 'Lineage' })).getByText('deleted')).toBeTruthy();
});

test('another version is chosen, its description changed, and its end told', async () => {
    const environment = { builds: true, built: false, requirements: ['six'], definition: 'a: 1', packages: null };
    const { store, service } = await show('environments', environment);
    await userEvent.selectOptions(screen.getByLabelText('Version'), '1');
    expect(service.detail).toHaveBeenLastCalledWith('1');
    await userEvent.click(screen.getByText('Say what this is'));
    await userEvent.keyboard('small{Control>}{Enter}{/Control}');
    expect(service.edit).toHaveBeenCalledWith('1', { description: 'small' });
    expect(screen.getByText('small')).toBeTruthy();
    vi.mocked(service.detail).mockRejectedValue(new ApiError(404, { code: 'NotFound', message: 'gone' }));
    await act(() => store.refresh());
    expect(screen.getByRole('status').textContent).toContain('This version was deleted.');
    expect(screen.getByText('small')).toBeTruthy();
});

test('names and places', () => {
    expect(['a/Cars 2019.csv', 'x/données.parquet', '..', 'model.tar.gz', '.hidden'].map(nameFrom)).toEqual([
        'Cars-2019',
        'donnees',
        '',
        'model.tar',
        'hidden'
    ]);
    expect(placesOf('outputs/net/w.bin')).toEqual(['outputs/net/w.bin', 'outputs/net']);
    expect(placesOf('model.pkl')).toEqual(['model.pkl']);
    expect([parseRef('a:1'), parseRef('a')]).toEqual([{ name: 'a', version: '1' }, { name: 'a' }]);
    expect(pythonLine({ kind: 'data', name: 'a', version: 'x1' })).toBe('Dataset.get_by_name(ws, "a", version="x1")');
    expect(fits({ name: 'Cars', description: null, tags: { stage: 'best' } }, 'car BEST')).toBe(true);
    expect(fits({ name: 'Cars', description: null, tags: {} }, 'car best')).toBe(false);
});

test('what is registered has a line that does the same', () => {
    expect(dataLine({ name: 'cars', path: '/lab/my cars.csv', type: 'tabular', description: 'a {b}' })).toBe(
        "%aml data create cars '/lab/my cars.csv' --type tabular '--description=a {{b}}'"
    );
    expect(dataLine({})).toBe('%aml data create NAME PATH');
    expect(modelLine({ name: 'net', path: 'outputs/net', run: 'exp_1' })).toBe(
        '%aml models register net outputs/net --run exp_1'
    );
    expect(wholePath('data/cars.csv', { folder: '/lab/sub', path: 'sub' })).toBe('/lab/data/cars.csv');
    expect(wholePath('', { folder: '/lab', path: '' })).toBe('/lab');
    expect(wholePath('cars.csv', { folder: '/elsewhere', path: null })).toBe('cars.csv');
});

test('the dialog shows the line as it is filled in', () => {
    const schema = { required: ['name'], properties: { name: { type: 'string', title: 'Name' } } };
    const form = { schema, initial: { name: 'a' }, what: 'a file', line: dataLine, register: vi.fn(), onDone: vi.fn() };
    render(<RegisterForm {...form} onCancel={vi.fn()} />);
    fireEvent.change(screen.getByLabelText(/Name/), { target: { value: 'cars' } });
    expect(screen.getByText('%aml data create cars PATH')).toBeTruthy();
    expect(screen.getByText('Copy the line')).toBeTruthy();
});
