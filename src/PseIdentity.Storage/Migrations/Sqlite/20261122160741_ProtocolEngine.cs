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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "approvals");

            migrationBuilder.DropColumn(
                name: "authorization_details",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "claims",
                table: "grants");

            migrationBuilder.DropColumn(
                name: "jkt",
                table: "grants");
        }
    }
}
