import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import '../../style/basics.css';
import '../../style/charts.css';
import '../../style/cell.css';
import '../../style/log.css';
import type { ICellActions } from '../components/cell';
import { RunCell } from '../components/cell';
import { RunStore } from '../model/run_store';
import type { IProblem } from '../schemas';
import type { IModel } from './follow';
import { follow } from './follow';
import type { Action } from './page';
import { actByServer } from './page';

interface IRunTrait {
    id: string;
    workspace: string;
}

interface IViewProps {
    store: RunStore;
    act: (action: Action) => Promise<IProblem | null>;
    /** Where the problems of the kernel come out. */
    onFailed: (listener: (problem: IProblem) => void) => void;
}

function View({ store, act, onFailed }: IViewProps): JSX.Element {
    const [failed, setFailed] = useState<IProblem | null>(null);
    onFailed(setFailed);
    const button = (action: Action) => () => void act(action).then(setFailed);
    const actions: ICellActions = { cancel: button('cancel'), retry: button('retry') };
    return <RunCell store={store} actions={actions} failed={failed} />;
}

/** The live view of a run in a cell of any notebook; anywidget calls it for each cell that shows the run. */
export default {
    render({ model, el }: { model: IModel; el: HTMLElement }): () => void {
        const { id, workspace } = model.get('run') as IRunTrait;
        const store = new RunStore(id);
        let tell: (problem: IProblem) => void = () => undefined;
        const act = async (action: Action): Promise<IProblem | null> => {
            const done = await actByServer(workspace, id, action);
            if (done === false) {
                model.send({ ask: action });
            } else if (done === true) {
                model.send({ ask: 'look' });
            }
            return typeof done === 'object' ? done : null;
        };
        const stop = follow(model, store, problem => tell(problem));
        const root = createRoot(el);
        root.render(<View store={store} act={act} onFailed={listener => (tell = listener)} />);
        return () => {
            stop();
            root.unmount();
        };
    }
};
