import { NodesCommand } from '../../cli/nodes-command.ts';
import { peopleListText } from '../../screen/people-text.ts';
import { listPeople, type PeopleList } from '../../tasks/people/list-people.ts';

export default class UserList extends NodesCommand {
  static override summary = 'Show who may use the cluster: namespaces, roles, what is used, when certificates end';
  static override examples = ['<%= config.bin %> user list'];

  override async run(): Promise<PeopleList> {
    const { flags } = await this.parse(UserList);
    const list = await listPeople(await this.open('user-list', flags));
    this.log(peopleListText(list));
    return list;
  }
}
