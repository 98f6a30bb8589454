// The npm client of Statuspage asks a site on loopback for everything it knows; prints the answers.
import statuspage from "statuspage.io";

const client = new statuspage.Statuspage("page");
client.apiClient.defaults.baseURL = process.argv[2];
const { api } = client;
const answers = {
  components: await api.getComponents(),
  status: await api.getStatus(),
  summary: await api.getSummary(),
  incidents: await api.incidents.getAll(),
  unresolved: await api.incidents.getUnresolved(),
  maintenances: await api.scheduledMaintenances.getAll(),
  upcoming: await api.scheduledMaintenances.getUpcoming(),
  active: await api.scheduledMaintenances.getActive(),
};
console.log(JSON.stringify(answers));
