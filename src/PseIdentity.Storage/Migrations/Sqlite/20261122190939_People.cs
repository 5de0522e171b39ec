using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PseIdentity.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class People : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "preferences",
                table: "users",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "locks",
                table: "guesses",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<byte[]>(
                name: "external_id",
                table: "credentials",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "sign_count",
                table: "credentials",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "codes",
                columns: table => new
                {
                    purpose = table.Column<string>(type: "TEXT", nullable: false),
                    key = table.Column<byte[]>(type: "BLOB", nullable: false),
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: true),
                    secret_hash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    data = table.Column<byte[]>(type: "BLOB", nullable: true),
                    tries = table.Column<int>(type: "INTEGER", nullable: false),
                    sent = table.Column<int>(type: "INTEGER", nullable: false),
                    resend_at = table.Column<long>(type: "INTEGER", nullable: true),
                    not_before = table.Column<long>(type: "INTEGER", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_codes", x => new { x.purpose, x.key });
                    table.ForeignKey(
                        name: "FK_codes_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "devices",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    token_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    former_hash = table.Column<byte[]>(type: "BLOB", nullable: true),
                    user_agent = table.Column<string>(type: "TEXT", nullable: true),
                    address = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_seen_at = table.Column<long>(type: "INTEGER", nullable: false),
                    trusted_until = table.Column<long>(type: "INTEGER", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_devices", x => x.id);
                    table.ForeignKey(
                        name: "FK_devices_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "password_history",
                columns: table => new
                {
                    id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    secret = table.Column<byte[]>(type: "BLOB", nullable: false),
                    replaced_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_password_history", x => x.id);
                    table.ForeignKey(
                        name: "FK_password_history_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_credentials_external_id",
                table: "credentials",
                column: "external_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_codes_expires_at",
                table: "codes",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_codes_user_id",
                table: "codes",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_devices_expires_at",
                table: "devices",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_devices_former_hash",
                table: "devices",
                column: "former_hash");

            migrationBuilder.CreateIndex(
                name: "IX_devices_token_hash",
                table: "devices",
                column: "token_hash");

            migrationBuilder.CreateIndex(
                name: "IX_devices_user_id_token_hash",
                table: "devices",
                columns: new[] { "user_id", "token_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_password_history_user_id_replaced_at",
                table: "password_history",
                columns: new[] { "user_id", "replaced_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "codes");

            migrationBuilder.DropTable(
                name: "devices");

            migrationBuilder.DropTable(
                name: "password_history");

            migrationBuilder.DropIndex(
                name: "IX_credentials_external_id",
                table: "credentials");

            migrationBuilder.DropColumn(
                name: "preferences",
                table: "users");

            migrationBuilder.DropColumn(
                name: "locks",
                table: "guesses");

            migrationBuilder.DropColumn(
                name: "external_id",
                table: "credentials");

            migrationBuilder.DropColumn(
                name: "sign_count",
                table: "credentials");
        }
    }
}
