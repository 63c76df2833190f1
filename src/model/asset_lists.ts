import { ASSET_KINDS, type AssetKind, type IListed, type Listed } from './assets';
import { ShortList } from './short_list';

type Load = <K extends AssetKind>(workspace: string, kind: K) => Promise<IListed[K][]>;

/** The lists of data, models and environments. Nothing is asked for a list that nobody has open. */
export class AssetLists {
    private readonly lists: Readonly<Record<AssetKind, ShortList<Listed>>>;
    private readonly open = new Map<AssetKind, number>();
    private visible = false;

    constructor(load: Load) {
        const list = (kind: AssetKind) =>
            new ShortList<Listed>({ load: async workspace => load(workspace, kind), pause_ms: 200 });
        this.lists = { data: list('data'), models: list('models'), environments: list('environments') };
    }

    of(kind: AssetKind): ShortList<Listed> {
        return this.lists[kind];
    }

    /** Somebody has the list open; returns how to end that. */
    watch(kind: AssetKind): () => void {
        const add = (difference: number) => {
            this.open.set(kind, (this.open.get(kind) ?? 0) + difference);
            this.lists[kind].setVisible(this.isSeen(kind));
        };
        add(1);
        return () => add(-1);
    }

    setWorkspace(folder: string | null): void {
        this.each(list => list.setWorkspace(folder));
    }

    setVisible(visible: boolean): void {
        this.visible = visible;
        this.each((list, kind) => list.setVisible(this.isSeen(kind)));
    }

    /** Something of the kind came or went. */
    tell(kind: AssetKind): void {
        this.lists[kind]?.tell();
    }

    refresh(): void {
        this.each(list => void list.refresh());
    }

    dispose(): void {
        this.each(list => list.dispose());
    }

    private isSeen(kind: AssetKind): boolean {
        return this.visible && (this.open.get(kind) ?? 0) > 0;
    }

    private each(action: (list: ShortList<Listed>, kind: AssetKind) => void): void {
        ASSET_KINDS.forEach(kind => action(this.lists[kind], kind));
    }
}
