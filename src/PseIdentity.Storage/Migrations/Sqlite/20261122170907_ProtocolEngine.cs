using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PseIdentity.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ProtocolEngine : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "compromised_at",
                table: "signing_keys",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "claimed",
                table: "outbox",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "destination",
                table: "outbox",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "authorization_details",
                table: "grants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "claims",
                table: "grants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "jkt",
                table: "grants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "origin",
                table: "clients",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "registration_policy",
                table: "clients",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "registration_token",
                table: "clients",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "secret",
                table: "client_secrets",
                type: "BLOB",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "approvals",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    code_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    user_code_hash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    client_id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    state = table.Column<string>(type: "TEXT", nullable: false),
                    content = table.Column<byte[]>(type: "BLOB", nullable: false),
                    wait_seconds = table.Column<int>(type: "INTEGER", nullable: false),
                    polled_at = table.Column<long>(type: "INTEGER", nullable: true),
                    too_soon = table.Column<bool>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_approvals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "initial_access_tokens",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    uses = table.Column<int>(type: "INTEGER", nullable: true),
                    used = table.Column<int>(type: "INTEGER", nullable: false),
                    policy = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_initial_access_tokens", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "logout_deliveries",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    client_id = table.Column<string>(type: "TEXT", nullable: false),
                    sid = table.Column<string>(type: "TEXT", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    enqueued_at = table.Column<long>(type: "INTEGER", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    last_status = table.Column<string>(type: "TEXT", nullable: true),
                    delivered_at = table.Column<long>(type: "INTEGER", nullable: true),
                    failed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_logout_deliveries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "pushed_requests",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    client_id = table.Column<string>(type: "TEXT", nullable: false),
                    parameters = table.Column<string>(type: "TEXT", nullable: false),
                    usable_until = table.Column<long>(type: "INTEGER", nullable: false),
                    consumed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_pushed_requests", x => x.hash);
                });

            migrationBuilder.CreateIndex(
                name: "IX_clients_registration_token",
                table: "clients",
                column: "registration_token",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_approvals_code_hash",
                table: "approvals",
                column: "code_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_approvals_expires_at",
                table: "approvals",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_approvals_user_code_hash",
                table: "approvals",
                column: "user_code_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_initial_access_tokens_hash",
                table: "initial_access_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_logout_deliveries_client_id_id",
                table: "logout_deliveries",
                columns: new[] { "client_id", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_logout_deliveries_enqueued_at",
                table: "logout_deliveries",
                column: "enqueued_at");

            migrationBuilder.CreateIndex(
                name: "IX_pushed_requests_expires_at",
                table: "pushed_requests",
                column: "expires_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "approvals");

            migrationBuilder.DropTable(
                name: "initial_access_tokens");

            migrationBuilder.DropTable(
                name: "logout_deliveries");

            migrationBuilder.DropTable(
                name: "pushed_requests");

            migrationBuilder.DropIndex(
                name: "IX_clients_registration_token",
                table: "clients");

            migrationBuilder.DropColumn(
                name: "compromised_at",
                table: "signing_keys");

            migrationBuilder.DropColumn(
                name: "claimed",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "destination",
                table: "outbox");

            migrationBuilder.DropColumn(
                name: "authorization_details",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "claims",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "jkt",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "origin",
                table: "clients");

            migrationBuilder.DropColumn(
                name: "registration_policy",
                table: "clients");

            migrationBuilder.DropColumn(
                name: "registration_token",
                table: "clients");

            migrationBuilder.DropColumn(
                name: "secret",
                table: "client_secrets");
        }
    }
}
