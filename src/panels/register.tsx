import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDataToRegister, IModelToRegister } from '../asset_api';
import { AssetApi } from '../asset_api';
import type { ICommandContext } from '../commands/context';
import { dataLine, isTable, modelLine, nameFrom, placesOf, wholePath } from '../components/assets/register';
import { RegisterForm } from '../components/assets/RegisterForm';
import type { ISchema } from '../components/form/fields';
import type { AssetKind, Detailed } from '../model/assets';
import { askForm } from './form_dialog';

/** Asks what a file or folder is to be called, and registers it as a dataset; tells whether it did. */
export async function registerData(context: ICommandContext, path: string, workspace?: string): Promise<boolean> {
    const { aml, trans } = context;
    const chosen = aml.workspace ?? (await aml.refresh());
    const folder = workspace ?? chosen.folder;
    const whole = wholePath(path, chosen);
    const schema: ISchema = {
        required: ['name'],
        properties: {
            name: await nameField(context, folder, 'data'),
            type: {
                title: trans.__('Type'),
                description: trans.__('A table is read by columns; of files, runs get the paths.'),
                enum: ['tabular', 'file']
            },
            description: describe(trans)
        }
    };
    return ask(context, folder, 'data', {
        schema,
        title: trans.__('Register a dataset'),
        what: path || trans.__('the root of the server'),
        initial: { name: nameFrom(path), type: isTable(path) ? 'tabular' : 'file' },
        line: values => dataLine({ ...(values as Partial<IDataToRegister>), path: whole }),
        register: values =>
            new AssetApi(aml.api, folder).registerData({ ...(values as unknown as IDataToRegister), path })
    });
}

/** Asks what an artifact of a run is to be called, and registers it, or a folder it is in, as a model. */
export async function registerModel(
    context: ICommandContext,
    workspace: string,
    run: string,
    path: string
): Promise<void> {
    const { aml, trans } = context;
    const places = placesOf(path);
    const schema: ISchema = {
        required: ['name', 'path'],
        properties: {
            name: await nameField(context, workspace, 'models'),
            path: {
                title: trans.__('File or folder'),
                description: trans.__('Of a folder all files become the model.'),
                enum: places
            },
            description: describe(trans)
        }
    };
    await ask(context, workspace, 'models', {
        schema,
        title: trans.__('Register a model'),
        what: trans.__('From the outputs of %1. It is copied, and stays when the run is deleted.', run),
        initial: { name: nameFrom(path), path },
        line: values => modelLine({ ...(values as Partial<IModelToRegister>), run }),
        register: values =>
            new AssetApi(aml.api, workspace).registerModel({ ...(values as unknown as IModelToRegister), run })
    });
}

interface IQuestion {
    schema: ISchema;
    title: string;
    what: string;
    initial: Record<string, unknown>;
    line: (values: Record<string, unknown>) => string;
    register: (values: Record<string, unknown>) => Promise<Detailed>;
}

/** Shows the form; what was made is shown on its page. */
async function ask(
    context: ICommandContext,
    workspace: string,
    kind: AssetKind,
    question: IQuestion
): Promise<boolean> {
    const { title, ...form } = question;
    const made = await askForm<Detailed>(context.translator, title, (onDone, onCancel) => (
        <RegisterForm {...form} onDone={onDone} onCancel={onCancel} />
    ));
    if (made) {
        await context.aml.refresh();
        await context.panels.openAsset(workspace, { kind, name: made.name, version: made.version });
    }
    return made !== null;
}

async function nameField({ aml, trans }: ICommandContext, workspace: string, kind: AssetKind): Promise<ISchema> {
    const known = await new AssetApi(aml.api, workspace).list(kind).catch(() => []);
    return {
        type: 'string',
        title: trans.__('Name'),
        description: trans.__('Letters, digits, _, - and dots. A name that is there gets a new version.'),
        'x-choices': known.map(({ name }) => name)
    };
}

function describe(trans: TranslationBundle): ISchema {
    return { type: 'string', title: trans.__('Description') };
}
